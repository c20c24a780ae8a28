// 5.3, 6.16, section 4, 6.5, 6.6: awkward names, patterns, every written form, constants.
//+ Odd: {"class": 1, "_links": 2, "$ref": 3, "schema": 4, "model_config": 5, "a b": 6, "é": 7, "a-b": 8, "a.b": 9, "copy": 11, "date": "2024-02-29", "Odd": 12, "a/b~c": 13, "1x": 14, "self": 15, "None": 16, "import": 17, "cls": 18, "constructor": 19}
//- Odd: {"class_": 1, "_links": 2, "$ref": 3, "schema": 4, "model_config": 5, "a b": 6, "é": 7, "a-b": 8, "a.b": 9, "copy": 11, "date": "2024-02-29", "Odd": 12, "a/b~c": 13, "1x": 14, "self": 15, "None": 16, "import": 17, "cls": 18, "constructor": 19}
//- Odd: {"class": 1, "_links": 2, "$ref": 3, "schema": 4, "model_config": 5, "a b": 6, "é": 7, "a-b": 8, "a.b": 9, "copy": 11, "date": "2024-02-29", "Odd": 12, "a/b~c": 13, "1x": 14, "self": 15, "None": 16, "import": 17, "cls": 18}
//- Odd: {"class": 1, "links_": 2, "$ref": 3, "schema": 4, "model_config": 5, "a b": 6, "é": 7, "a-b": 8, "a.b": 9, "copy": 11, "date": "2024-02-29", "Odd": 12, "a/b~c": 13, "1x": 14, "self": 15, "None": 16, "import": 17, "cls": 18, "constructor": 19}
/// Odd names.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(awkward_name, reason = "x"))]
pub struct Odd {
    #[serde(rename = "class")]
    pub a: u8,
    #[serde(rename = "_links")]
    pub b: u8,
    #[serde(rename = "$ref")]
    pub c: u8,
    pub schema: u8,
    pub model_config: u8,
    #[serde(rename = "a b")]
    pub d: u8,
    #[serde(rename = "é")]
    pub e: u8,
    #[serde(rename = "a-b")]
    pub f: u8,
    #[serde(rename = "a.b")]
    pub g: u8,
    pub copy: u8,
    pub date: chrono::NaiveDate,
    #[serde(rename = "Odd")]
    pub i: u8,
    #[serde(rename = "a/b~c")]
    pub j: u8,
    #[serde(rename = "1x")]
    pub k: u8,
    #[serde(rename = "self")]
    pub l: u8,
    #[serde(rename = "None")]
    pub m: u8,
    pub r#import: u8,
    pub cls: u8,
    pub constructor: u8,
}

//+ OddVals: ["a b", "", "é", "\"", "\\", "null", "true", "1", "\n", "~", "no"]
//- OddVals: ["NO"]
//- OddVals: [null]
/// Odd values.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct OddVals(pub Vec<OddVal>);
/// Odd.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum OddVal {
    #[serde(rename = "a b")]
    A,
    #[serde(rename = "")]
    B,
    #[serde(rename = "é")]
    C,
    #[serde(rename = "\"")]
    D,
    #[serde(rename = "\\")]
    E,
    #[serde(rename = "null")]
    F,
    #[serde(rename = "true")]
    G,
    #[serde(rename = "1")]
    H,
    #[serde(rename = "\n")]
    I,
    #[serde(rename = "~")]
    J,
    #[serde(rename = "no")]
    K,
}

//+ OddTag: {"the tag": "x y", "v": 1}
//+ OddTag: {"the tag": "", "w": 1}
//- OddTag: {"the_tag": "x y", "v": 1}
/// Odd tags.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "the tag")]
pub enum OddTag {
    #[serde(rename = "x y")]
    A { v: u8 },
    #[serde(rename = "")]
    B { w: u8 },
}

//+ OddAdj: {"$type": "A", "$value": 1}
//- OddAdj: {"$type": "A", "value": 1}
/// Odd tags.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "$type", content = "$value")]
pub enum OddAdj {
    A(u8),
    B { x: u8 },
}

//+ Pat: {"a": "x", "b": "12", "c": "a_1", "d": " \t", "e": "x", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//- Pat: {"a": "x", "b": "١٢", "c": "a_1", "d": " \t", "e": "x", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//- Pat: {"a": "x\n", "b": "12", "c": "a_1", "d": " \t", "e": "x", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//- Pat: {"a": "x", "b": "12\n", "c": "a_1", "d": " \t", "e": "x", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//- Pat: {"a": "x", "b": "12", "c": "é", "d": " \t", "e": "x", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//+ Pat: {"a": "x", "b": "12", "c": "a", "d": "\ufeff\u2028", "e": "x", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//- Pat: {"a": "x", "b": "12", "c": "a", "d": "\u0085", "e": "x", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//- Pat: {"a": "x", "b": "12", "c": "a", "d": "\u001c", "e": "x", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//- Pat: {"a": "x", "b": "12", "c": "a", "d": " ", "e": "\r", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//- Pat: {"a": "x", "b": "12", "c": "a", "d": " ", "e": "\u2028", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
//+ Pat: {"a": "x", "b": "12", "c": "a", "d": " ", "e": "\u0085", "f": "a/b", "g": "[", "h": "😀", "i": "bxb", "j": "a&b"}
/// Patterns.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(loose_pattern, reason = "x"))]
pub struct Pat {
    #[contract(pattern = "^[a-z]+$")]
    pub a: String,
    #[contract(pattern = r"^\d+$")]
    pub b: String,
    #[contract(pattern = r"^\w+$")]
    pub c: String,
    #[contract(pattern = r"^\s+$")]
    pub d: String,
    #[contract(pattern = "^.$")]
    pub e: String,
    #[contract(pattern = r"^a\/b$")]
    pub f: String,
    #[contract(pattern = "^[[]$")]
    pub g: String,
    #[contract(pattern = r"^\u{1F600}$")]
    pub h: String,
    #[contract(pattern = "x")]
    pub i: String,
    #[contract(pattern = "^a[&]b$")]
    pub j: String,
}

//+ Forms2: {"ts": "2024-02-29T12:30:00Z", "d": "2024-02-29", "t": "12:30:00", "du": "P1Y2M3DT4H5M6S", "u": "67e55044-10b1-426f-9247-bb680e5fe0c8", "uri": "urn:x:y", "ur": "/a", "em": "a@b.co", "ho": "a.b", "i4": "1.2.3.4", "i6": "::1", "b6": "AQI=", "jp": "/a~0"}
//- Forms2: {"ts": "2024-02-29T12:30:00", "d": "2024-02-29", "t": "12:30:00", "du": "P1D", "u": "67e55044-10b1-426f-9247-bb680e5fe0c8", "uri": "urn:x:y", "ur": "/a", "em": "a@b.co", "ho": "a.b", "i4": "1.2.3.4", "i6": "::1", "b6": "AQI=", "jp": "/a~0"}
//- Forms2: {"ts": "2024-02-29T12:30:00Z", "d": "2024-02-30", "t": "12:30:00", "du": "P1D", "u": "67e55044-10b1-426f-9247-bb680e5fe0c8", "uri": "urn:x:y", "ur": "/a", "em": "a@b.co", "ho": "a.b", "i4": "1.2.3.4", "i6": "::1", "b6": "AQI=", "jp": "/a~0"}
//- Forms2: {"ts": "2024-02-29T12:30:00Z", "d": "2024-02-29", "t": "12:30:00", "du": "P", "u": "67e55044-10b1-426f-9247-bb680e5fe0c8", "uri": "urn:x:y", "ur": "/a", "em": "a@b.co", "ho": "a.b", "i4": "1.2.3.4", "i6": "::1", "b6": "AQI=", "jp": "/a~0"}
//- Forms2: {"ts": "2024-02-29T12:30:00Z", "d": "2024-02-29", "t": "12:30:00", "du": "P1D", "u": "67e55044-10b1-426f-9247-bb680e5fe0c8", "uri": "urn:x:y", "ur": "/a", "em": "a@b", "ho": "a.b", "i4": "1.2.3.4", "i6": "::1", "b6": "AQJ=", "jp": "/a~0"}
//- Forms2: {"ts": "2024-02-29T12:30:00Z", "d": "2024-02-29", "t": "12:30:00", "du": "P1D", "u": "67e55044-10b1-426f-9247-bb680e5fe0c8", "uri": "urn:x:y", "ur": "/a", "em": "a@b.co", "ho": "a.b", "i4": "1.2.3.4", "i6": "::1", "b6": "AR==", "jp": "/a~0"}
/// Every format.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Forms2 {
    #[contract(format = "timestamp")]
    pub ts: String,
    #[contract(format = "date")]
    pub d: String,
    #[contract(format = "time")]
    pub t: String,
    #[contract(format = "duration")]
    pub du: String,
    #[contract(format = "uuid")]
    pub u: String,
    #[contract(format = "uri")]
    pub uri: String,
    #[contract(format = "uri-reference")]
    pub ur: String,
    #[contract(format = "email")]
    pub em: String,
    #[contract(format = "hostname")]
    pub ho: String,
    #[contract(format = "ipv4")]
    pub i4: String,
    #[contract(format = "ipv6")]
    pub i6: String,
    #[contract(format = "base64", max_length = 8)]
    pub b6: String,
    #[contract(format = "json-pointer")]
    pub jp: String,
}

//+ Consts: {"schema_version": "1.0.0", "k": "x", "n": 5, "l": ["a", "a"]}
//- Consts: {"schema_version": "1.0.1", "k": "x", "n": 5, "l": []}
//- Consts: {"k": "x", "n": 5, "l": []}
//- Consts: {"schema_version": "1.0.0", "k": "X", "n": 5, "l": []}
//- Consts: {"schema_version": "1.0.0", "k": "x", "n": 6, "l": []}
//- Consts: {"schema_version": "1.0.0", "k": "x", "n": 5, "l": ["c"]}
/// Constants.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, schema_version = "1.0.0")]
pub struct Consts {
    pub schema_version: String,
    #[contract(const = "x")]
    pub k: String,
    #[contract(const = 5)]
    pub n: i16,
    #[contract(items(one_of("a", "b")))]
    pub l: Vec<String>,
}

//+ FmtPat: {"a": "https://x.de/", "b": "2024-02-29"}
//- FmtPat: {"a": "http://x.de/", "b": "2024-02-29"}
//- FmtPat: {"a": "https://x.de/", "b": "2025-02-28"}
/// Patterns beside forms.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FmtPat {
    #[contract(pattern = "^https:")]
    pub a: url::Url,
    #[contract(pattern = "^2024-", max_length = 10)]
    pub b: chrono::NaiveDate,
}
