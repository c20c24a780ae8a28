// Section 3: well-known crates read more than one written form; as members, keys, options, flattened, in tags, without tags.
//+ FKeys: {"u": {"67e55044-10b1-426f-9247-bb680e5fe0c8": 1}, "d": {"2024-02-29": 2}, "s": {"a": 1}, "i": {"192.0.2.1": 1}}
//- FKeys: {"u": {"67e5504410b1426f9247bb680e5fe0c8": 1}, "d": {}, "s": {}, "i": {}}
//- FKeys: {"u": {"{67e55044-10b1-426f-9247-bb680e5fe0c8}": 1}, "d": {}, "s": {}, "i": {}}
//- FKeys: {"u": {"urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8": 1}, "d": {}, "s": {}, "i": {}}
//- FKeys: {"u": {}, "d": {"2023-02-29": 1}, "s": {}, "i": {}}
//- FKeys: {"u": {}, "d": {"2024-2-9": 1}, "s": {}, "i": {}}
//- FKeys: {"u": {}, "d": {}, "s": {}, "i": {"192.0.2.01": 1}}
//- FKeys: {"u": {}, "d": {}, "s": {}, "i": {"192.0.2.256": 1}}
//@ FKeys: {"u": {"67e55044-10b1-426f-9247-bb680e5fe0c8": 1, "67E55044-10B1-426F-9247-BB680E5FE0C8": 2}, "d": {}, "s": {}, "i": {}}
/// Keys of other crates.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FKeys {
    pub u: BTreeMap<uuid::Uuid, u8>,
    pub d: BTreeMap<chrono::NaiveDate, u8>,
    pub s: BTreeMap<smol_str::SmolStr, u8>,
    pub i: BTreeMap<Ipv4Addr, u8>,
}

//+ FKeys2: {"u": {"1.50": 1}, "d": {"2024-02-29T12:30:00Z": 2}, "s": {"2024-02-29": 1}, "i": {"::1": 1}, "l": {"http://x.de/": 1}}
//- FKeys2: {"u": {"1e2": 1}, "d": {}, "s": {}, "i": {}, "l": {}}
//- FKeys2: {"u": {"+1.5": 1}, "d": {}, "s": {}, "i": {}, "l": {}}
//- FKeys2: {"u": {".5": 1}, "d": {}, "s": {}, "i": {}, "l": {}}
//- FKeys2: {"u": {"5.": 1}, "d": {}, "s": {}, "i": {}, "l": {}}
//- FKeys2: {"u": {"1_000": 1}, "d": {}, "s": {}, "i": {}, "l": {}}
//- FKeys2: {"u": {}, "d": {"2024-02-29 12:30:00Z": 2}, "s": {}, "i": {}, "l": {}}
//- FKeys2: {"u": {}, "d": {}, "s": {"20240229": 2}, "i": {}, "l": {}}
//- FKeys2: {"u": {}, "d": {}, "s": {}, "i": {}, "l": {"http://": 1}}
/// More keys.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FKeys2 {
    pub u: BTreeMap<rust_decimal::Decimal, u8>,
    pub d: BTreeMap<chrono::DateTime<chrono::Utc>, u8>,
    pub s: BTreeMap<jiff::civil::Date, u8>,
    pub i: BTreeMap<std::net::Ipv6Addr, u8>,
    pub l: BTreeMap<url::Url, u8>,
}

//+ FOpt: {}
//+ FOpt: {"a": null, "b": null, "c": null, "d": null, "e": null, "f": null, "g": null, "h": null, "i": null, "j": null, "k": null}
//+ FOpt: {"a": "2024-02-29T12:30:00Z", "b": "2024-02-29", "c": "12:30:00", "d": "67e55044-10b1-426f-9247-bb680e5fe0c8", "e": "1.5", "f": "https://a.b/", "g": [1], "h": {"z": 1, "a": 2}, "i": "s", "j": "127.0.0.1", "k": {"secs": 0, "nanos": 0}}
//- FOpt: {"a": "2024-2-9T12:30:00Z"}
//- FOpt: {"a": " 2024-02-29T12:30:00Z"}
//- FOpt: {"a": "2024-02-29T12:30:00+0000"}
//- FOpt: {"a": "2024-02-29T12:30:00 UTC"}
//- FOpt: {"a": "2024-02-29t12:30:00z"}
//- FOpt: {"a": "2024-02-29T12:30:60Z"}
//- FOpt: {"a": "2024-02-29T12:30:00"}
//- FOpt: {"a": "2024-02-29T12:30Z"}
//- FOpt: {"a": "2024-02-29T12:30:00.Z"}
//- FOpt: {"a": "2024-02-29T12:30:00.1234567890Z"}
//- FOpt: {"a": "2024-02-29T12:30:00,5Z"}
//- FOpt: {"a": "2024-02-29T24:00:00Z"}
//- FOpt: {"a": "2023-02-29T12:30:00Z"}
//- FOpt: {"a": "2024-04-31T12:30:00Z"}
//- FOpt: {"a": "+12024-04-30T12:30:00Z"}
//- FOpt: {"a": "-0001-04-30T12:30:00Z"}
//- FOpt: {"a": "2024-02-29T12:30:00+24:00"}
//- FOpt: {"a": "2024-02-29T12:30:00+23:60"}
//+ FOpt: {"a": "2024-02-29T12:30:00+23:59"}
//+ FOpt: {"a": "2024-02-29T12:30:00-00:00"}
//+ FOpt: {"a": "0001-01-01T00:00:00Z"}
//+ FOpt: {"a": "9999-12-31T23:59:59.999999999Z"}
//+ FOpt: {"a": "9999-12-31T23:59:59.999999999-23:59"}
//+ FOpt: {"a": "0001-01-01T00:00:00+23:59"}
//- FOpt: {"a": 1709209800}
//- FOpt: {"b": "2024-02-29T00:00:00Z"}
//- FOpt: {"b": "20240229"}
//- FOpt: {"b": "2024-060"}
//- FOpt: {"b": "2024-W09-4"}
//- FOpt: {"b": "1900-02-29"}
//+ FOpt: {"b": "2000-02-29"}
//- FOpt: {"b": "2024-00-10"}
//- FOpt: {"c": "12:30"}
//- FOpt: {"c": "12:30:60"}
//- FOpt: {"c": "123000"}
//- FOpt: {"c": "12:30:00Z"}
//- FOpt: {"d": "67e5504410b1426f9247bb680e5fe0c8"}
//- FOpt: {"d": "{67e55044-10b1-426f-9247-bb680e5fe0c8}"}
//- FOpt: {"d": "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8"}
//+ FOpt: {"d": "67E55044-10b1-426f-9247-bb680e5fe0c8"}
//- FOpt: {"d": "67e55044-10b1-426f-9247-bb680e5fe0cg"}
//- FOpt: {"e": "1e2"}
//- FOpt: {"e": "+1.5"}
//- FOpt: {"e": ".5"}
//- FOpt: {"e": "5."}
//- FOpt: {"e": "1_000"}
//- FOpt: {"e": 1.5}
//- FOpt: {"e": 1}
//- FOpt: {"e": "01"}
//- FOpt: {"e": ""}
//- FOpt: {"e": "-"}
//@ FOpt: {"e": "-0"}
//@ FOpt: {"e": "-0.00"}
//@ FOpt: {"e": "9999999999999999999999999999.9999999999999999999999999999"}
//- FOpt: {"e": "79228162514264337593543950336"}
//- FOpt: {"e": "NaN"}
//- FOpt: {"f": "a b"}
//- FOpt: {"f": "/rel"}
//- FOpt: {"f": ""}
//- FOpt: {"f": " https://a.b/"}
//- FOpt: {"f": "https://a.b/ "}
//- FOpt: {"f": "https://[::1"}
//- FOpt: {"f": "https://a.b:99999/"}
//@ FOpt: {"f": "https://ä.b/"}
//@ FOpt: {"f": "HTTPS://A.B"}
//@ FOpt: {"f": "mailto:a@b"}
//@ FOpt: {"f": "https://a.b/%zz"}
//@ FOpt: {"f": "https:a"}
//@ FOpt: {"f": "https://"}
//@ FOpt: {"f": "data:,x"}
//@ FOpt: {"f": "http://1.2.3.256/"}
//@ FOpt: {"f": "http://a\\b/"}
//@ FOpt: {"f": "file:///c|/x"}
//@ FOpt: {"f": "http://user:pa ss@x/"}
//@ FOpt: {"f": "http://x/\t"}
//- FOpt: {"g": "AQ=="}
//- FOpt: {"g": [256]}
//- FOpt: {"h": [["a", 1]]}
//- FOpt: {"h": {"a": 256}}
//- FOpt: {"j": "127.0.0.1 "}
//- FOpt: {"j": "127.1"}
//- FOpt: {"j": "0x7f.0.0.1"}
//+ FOpt: {"j": "::ffff:1.2.3.4"}
//+ FOpt: {"j": "1::"}
//- FOpt: {"j": "1::2::3"}
//- FOpt: {"j": "fe80::1%eth0"}
//- FOpt: {"j": "[::1]"}
//- FOpt: {"k": {"secs": -1, "nanos": 0}}
//- FOpt: {"k": 5}
//- FOpt: {"k": "PT5S"}
/// Options of other crates.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    allow(rust_form, reason = "x"),
    allow(bytes_as_numbers, reason = "x"),
    allow(wide_integer, reason = "x")
)]
pub struct FOpt {
    pub a: Option<chrono::DateTime<chrono::Utc>>,
    pub b: Option<chrono::NaiveDate>,
    pub c: Option<chrono::NaiveTime>,
    pub d: Option<uuid::Uuid>,
    pub e: Option<rust_decimal::Decimal>,
    pub f: Option<url::Url>,
    pub g: Option<bytes::Bytes>,
    pub h: Option<indexmap::IndexMap<smol_str::SmolStr, u8>>,
    pub i: Option<smol_str::SmolStr>,
    pub j: Option<IpAddr>,
    pub k: Option<Duration>,
}

//+ FJiff: {"a": "2024-02-29T12:30:00Z", "b": "2024-02-29", "c": "12:30:00", "d": "2024-02-29T12:30:00"}
//- FJiff: {"a": "20240229T123000Z", "b": "2024-02-29", "c": "12:30:00", "d": "2024-02-29T12:30:00"}
//- FJiff: {"a": "2024-02-29T12:30:00,5Z", "b": "2024-02-29", "c": "12:30:00", "d": "2024-02-29T12:30:00"}
//- FJiff: {"a": "2024-02-29T12:30:00Z", "b": "20240229", "c": "12:30:00", "d": "2024-02-29T12:30:00"}
//- FJiff: {"a": "2024-02-29T12:30:00Z", "b": "2024-02-29T00:00:00", "c": "12:30:00", "d": "2024-02-29T12:30:00"}
//- FJiff: {"a": "2024-02-29T12:30:00Z", "b": "2024-02-29", "c": "123000", "d": "2024-02-29T12:30:00"}
//- FJiff: {"a": "2024-02-29T12:30:00Z", "b": "2024-02-29", "c": "12:30:60", "d": "2024-02-29T12:30:00"}
//- FJiff: {"a": "2024-02-29T12:30:60Z", "b": "2024-02-29", "c": "12:30:00", "d": "2024-02-29T12:30:00"}
//- FJiff: {"a": "2024-02-29T12:30:00Z", "b": "2024-02-29", "c": "12:30:00", "d": "2024-02-29 12:30:00"}
//- FJiff: {"a": "2024-02-29T12:30:00Z[UTC]", "b": "2024-02-29", "c": "12:30:00", "d": "2024-02-29T12:30:00"}
//+ FJiff: {"a": "2024-02-29T12:30:00+23:59", "b": "2024-02-29", "c": "12:30:00", "d": "2024-02-29T12:30:00"}
//+ FJiff: {"a": "0001-01-01T00:00:00+23:59", "b": "0001-01-01", "c": "00:00:00", "d": "0001-01-01T00:00:00"}
//@ FJiff: {"a": "9999-12-30T22:00:00.999999999Z", "b": "9999-12-31", "c": "23:59:59.999999999", "d": "9999-12-31T23:59:59.999999999"}
/// jiff.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FJiff {
    pub a: jiff::Timestamp,
    pub b: jiff::civil::Date,
    pub c: jiff::civil::Time,
    pub d: jiff::civil::DateTime,
}

//+ FTime: {"a": "2024-02-29 12:30:00.0 +00:00:00", "b": "2024-02-29", "c": "12:30:00.0", "d": "+01:00:00", "e": "1.000000000"}
//@ FTime: {"a": "2024-02-29 12:30:00.0 +00:00", "b": "2024-02-29", "c": "12:30:00.0", "d": "+01:00:00", "e": "1.000000000"}
//- FTime: {"a": "2024-02-29T12:30:00Z", "b": "2024-02-29", "c": "12:30:00.0", "d": "+01:00:00", "e": "1.000000000"}
//@ FTime: {"a": "2024-02-29 12:30:00.0 +00:00:00", "b": "2024-02-29", "c": "12:30:00", "d": "+01:00:00", "e": "1.000000000"}
//- FTime: {"a": "2024-02-29 12:30:00.0 +00:00:00", "b": "2024-2-29", "c": "12:30:00.0", "d": "+01:00:00", "e": "1.000000000"}
//@ FTime: {"a": "2024-02-29 12:30:00.0 +25:59:59", "b": "2024-02-29", "c": "12:30:00.0", "d": "+01:00:00", "e": "1.000000000"}
//@ FTime: {"a": "0001-01-01 00:00:00.0 +23:59:59", "b": "2024-02-29", "c": "12:30:00.0", "d": "-25:59:59", "e": "-1.000000000"}
//@ FTime: {"a": "9999-12-31 23:59:59.999999999 -23:59:59", "b": "9999-12-31", "c": "23:59:59.999999999", "d": "-00:00:00", "e": "-0.000000000"}
//@ FTime: {"a": "2024-02-29 12:30:00.0 +00:00:00", "b": "2024-02-29", "c": "12:30:00.00", "d": "+01:00:00", "e": "1.0"}
/// time.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FTime {
    pub a: time::OffsetDateTime,
    pub b: time::Date,
    pub c: time::Time,
    pub d: time::UtcOffset,
    pub e: time::Duration,
}

//+ FFlat: {"x": 1, "when": "2024-02-29T12:30:00Z", "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "price": "1.50"}
//- FFlat: {"x": 1, "when": "2024-02-29T12:30:00z", "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "price": "1.50"}
//- FFlat: {"x": 1, "when": "2024-02-29T12:30:00Z", "id": "67e5504410b1426f9247bb680e5fe0c8", "price": "1.50"}
//- FFlat: {"x": 1, "when": "2024-02-29T12:30:00Z", "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "price": "1e2"}
//- FFlat: {"x": 1, "when": "2024-02-29T12:30:00Z", "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "price": 1.5}
//- FFlat: {"x": 1, "when": "2024-02-29T12:30:00Z", "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "price": "1.50", "link": "x y"}
/// Flattened, where serde buffers.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FFlat {
    pub x: u8,
    #[serde(flatten)]
    pub inner: FFlatIn,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct FFlatIn {
    pub when: chrono::DateTime<chrono::Utc>,
    pub id: uuid::Uuid,
    pub price: rust_decimal::Decimal,
    pub link: Option<url::Url>,
}

//+ FUn: "67e55044-10b1-426f-9247-bb680e5fe0c8"
//+ FUn: "2024-02-29"
//+ FUn: "1.5"
//- FUn: "67e5504410b1426f9247bb680e5fe0c8"
//- FUn: "1e2"
//- FUn: "2024-2-9"
//- FUn: 5
/// Untagged, several texts.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(untagged)]
pub enum FUn {
    Id(uuid::Uuid),
    Day(chrono::NaiveDate),
    Much(rust_decimal::Decimal),
}

//+ FTag: {"k": "At", "when": "2024-02-29T12:30:00Z"}
//- FTag: {"k": "At", "when": "2024-02-29 12:30:00Z"}
//+ FTag: {"k": "Cost", "p": "1.5", "l": ["https://a.b/"]}
//- FTag: {"k": "Cost", "p": "1.5", "l": ["https://a.b/", "https://a.b/"]}
//- FTag: {"k": "Cost", "p": "1_0", "l": []}
/// In a tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "k")]
pub enum FTag {
    At {
        when: chrono::DateTime<chrono::FixedOffset>,
    },
    Cost {
        p: rust_decimal::Decimal,
        l: indexmap::IndexSet<url::Url>,
    },
}

//+ FSock: {"a": "127.0.0.1:80", "b": "[::1]:80", "c": "1.2.3.4:0"}
//- FSock: {"a": "127.0.0.1:65536", "b": "[::1]:80", "c": "1.2.3.4:0"}
//- FSock: {"a": "127.0.0.1", "b": "[::1]:80", "c": "1.2.3.4:0"}
//- FSock: {"a": "127.0.0.1:080", "b": "[::1]:80", "c": "1.2.3.4:0"}
//- FSock: {"a": "127.0.0.1:80", "b": "::1:80", "c": "1.2.3.4:0"}
//@ FSock: {"a": "127.0.0.1:80", "b": "[fe80::1%5]:80", "c": "1.2.3.4:0"}
/// Sockets.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FSock {
    pub a: std::net::SocketAddrV4,
    pub b: std::net::SocketAddrV6,
    pub c: std::net::SocketAddr,
}
