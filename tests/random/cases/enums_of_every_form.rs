// 6.7 to 6.11, 6.19: representations, `other`, variants without a tag in enums that have one, case rules.
//+ UnFall: {"A": 5}
//+ UnFall: {"A": 300}
//+ UnFall: {"B": 1}
//+ UnFall: "U"
//- UnFall: "V"
//- UnFall: {"U": null}
//- UnFall: {"A": 70000}
//- UnFall: {"A": "x"}
/// What is no A may be free.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub enum UnFall {
    U,
    A(u8),
    #[serde(untagged)]
    Free(BTreeMap<String, u16>),
}

//+ UnInt: {"t": "A", "a": 1}
//- UnInt: {"t": "A", "a": 1, "x": 1}
//+ UnInt: {"t": "C", "name": "x"}
//+ UnInt: {"t": "A", "name": "x"}
//- UnInt: {"t": "Z"}
//- UnInt: {"t": 5, "name": "x"}
/// An internal tag with an untagged variant.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(untagged_objects, reason = "x"))]
#[serde(tag = "t")]
pub enum UnInt {
    A {
        a: u8,
    },
    #[serde(untagged)]
    Free {
        t: String,
        name: String,
    },
}

//+ UnAdj: {"t": "A", "c": 1}
//+ UnAdj: [1]
//+ UnAdj: 5
//- UnAdj: {"t": "A", "c": 300}
//- UnAdj: "x"
/// An adjacent tag with two untagged variants.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "t", content = "c")]
pub enum UnAdj {
    A(u8),
    #[serde(untagged)]
    List(Vec<u8>),
    #[serde(untagged)]
    Num(u16),
}

//+ IntOther: {"k": "a", "x": 1}
//+ IntOther: {"k": "zzz"}
//- IntOther: {"k": "zzz", "x": 1}
//- IntOther: {"k": "a"}
//- IntOther: {}
//- IntOther: {"k": null}
//+ IntOther: {"k": "Other"}
/// Internal with other.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "k")]
pub enum IntOther {
    #[serde(rename = "a", alias = "b")]
    A {
        x: u8,
    },
    U,
    #[serde(other)]
    Other,
}

//+ AdjOther: {"k": "A", "v": {"x": 1}}
//+ AdjOther: {"k": "zzz"}
//@ AdjOther: {"k": "zzz", "v": null}
//@ AdjOther: {"k": "zzz", "v": 1}
//- AdjOther: {"k": "A"}
//- AdjOther: {"k": "A", "v": null}
//+ AdjOther: {"k": "N", "v": null}
//@ AdjOther: {"k": "N"}
//- AdjOther: {"k": "N", "v": {"z": 1}}
//+ AdjOther: {"v": [1, "a"], "k": "T"}
//- AdjOther: {"v": [1], "k": "T"}
//+ AdjOther: {"v": {}, "k": "E"}
//- AdjOther: {"k": "E"}
//- AdjOther: {"v": null, "k": "E"}
/// Adjacent with other, empty struct, null newtype.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "k", content = "v")]
pub enum AdjOther {
    A {
        x: u8,
    },
    N(()),
    T(u8, String),
    E {},
    #[serde(other)]
    Other,
}

//+ IntNew: {"t": "M", "a": "x", "b": "y"}
//- IntNew: {"t": "M", "a": "x", "b": "yyy"}
//+ IntNew: {"t": "S", "v": 1}
//- IntNew: {"t": "S", "v": 1, "w": 1}
//- IntNew: {"t": "S", "V": 1}
//+ IntNew: {"t": "B", "v": 1}
//+ IntNew: {"t": "N"}
//- IntNew: {"t": "N", "x": 1}
/// Internal newtypes: a map, a struct, a box, an option, null.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "t")]
pub enum IntNew {
    M(#[contract(value(max_length = 2))] BTreeMap<String, String>),
    S(IntNewS),
    B(Box<IntNewS>),
    N(()),
}
/// S.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct IntNewS {
    pub v: u8,
}

//+ NestInt: {"a": "X", "b": "Y", "n": 1}
//- NestInt: {"a": "X", "n": 1}
//- NestInt: {"a": "X", "b": "Y", "n": 1, "m": 2}
//+ NestInt: {"a": "Z"}
//+ NestInt: {"a": "E", "b": "U"}
//- NestInt: {"a": "E", "b": "U", "n": 1}
/// A tag in a tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "a")]
pub enum NestInt {
    X(NestIn),
    E(NestIn),
    Z,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "b")]
pub enum NestIn {
    Y { n: u8 },
    U,
}

//+ UnAll: null
//+ UnAll: true
//+ UnAll: 5
//+ UnAll: -5
//+ UnAll: 0.5
//+ UnAll: "a"
//+ UnAll: [1, 2]
//+ UnAll: ["a"]
//+ UnAll: []
//+ UnAll: {"x": 1}
//+ UnAll: {"x": "1"}
//- UnAll: {"x": null}
//- UnAll: [null]
//- UnAll: [1, "a"]
//- UnAll: {"x": 1, "y": 2}
/// Untagged, of everything.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(untagged_objects, reason = "x"))]
#[serde(untagged)]
pub enum UnAll {
    Nil,
    B(bool),
    I(i16),
    F(f32),
    S(String),
    P((u8, u8)),
    L(Vec<String>),
    O { x: u8 },
    Q { x: String },
}

//+ UnOpt: 5
//+ UnOpt: null
//- UnOpt: 10
//+ UnOpt: "x"
/// Untagged with an option.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(untagged)]
pub enum UnOpt {
    A(#[contract(max = 9)] Option<u8>),
    B(String),
}

//+ Cases: {"myField": 1, "X-Y": 2}
//- Cases: {"my_field": 1, "X-Y": 2}
/// rename_all for the two directions.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all(serialize = "SCREAMING-KEBAB-CASE", deserialize = "camelCase"))]
pub struct Cases {
    pub my_field: u8,
    #[serde(rename = "X-Y")]
    pub x_y: u8,
}

//+ CaseEnum: "u_r_l_path"
//+ CaseEnum: "i_pv4"
//+ CaseEnum: "a"
//+ CaseEnum: "x2_y"
//- CaseEnum: "url_path"
//- CaseEnum: "ipv4"
/// Case rules.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "snake_case")]
pub enum CaseEnum {
    URLPath,
    IPv4,
    A,
    X2Y,
}

//+ CaseFields: {"line1": 1, "lead": 2, "aB": 3, "type": 4, "iD": 5}
//- CaseFields: {"line_1": 1, "lead": 2, "aB": 3, "type": 4, "iD": 5}
/// Case rules of fields.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "camelCase")]
pub struct CaseFields {
    pub line_1: u8,
    pub _lead: u8,
    pub a_b: u8,
    pub r#type: u8,
    pub i_d: u8,
}

//+ VarAttr: {"v": {"aB": 1}}
//+ VarAttr: {"w": {"a_b": 1}}
//+ VarAttr: {"X": {"AB": 1}}
//- VarAttr: {"v": {"a_b": 1}}
/// Attributes of variants.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum VarAttr {
    V {
        a_b: u8,
    },
    #[serde(rename_all = "snake_case")]
    W {
        a_b: u8,
    },
    #[serde(rename = "X", rename_all = "UPPERCASE")]
    X {
        ab: u8,
    },
}
