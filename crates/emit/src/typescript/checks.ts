/** One reason why a value is refused. */
export interface ContractViolation {
  /** JSON pointer to the place in the value; empty for the value itself. */
  readonly pointer: string;
  /** The keyword of JSON Schema that says so; `rule` for a rule over several members. */
  readonly keyword: string;
  readonly expected: string;
  /** Name of the rule, for `rule`. */
  readonly rule?: string;
}

/** A value that keeps its contract, or every reason why it does not. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly violations: readonly ContractViolation[] };

/** The deepest nesting of arrays and objects that serde_json reads. */
const DEEPEST = 127;

/** The schemas in one engine: as it stops at the first violation, and as it finds all. */
const engines = new Map<boolean, Ajv2020>();

function engine(all: boolean): Ajv2020 {
  const known = engines.get(all);
  if (known !== undefined) return known;
  const made = new Ajv2020({
    allErrors: all,
    allowUnionTypes: true,
    ownProperties: true,
    strict: true,
    strictRequired: false,
  });
  // The patterns say the forms; what they cannot say is the length of months.
  for (const format of FORMATS) made.addFormat(format, true);
  made.addFormat("date", realDay);
  made.addFormat("date-time", realDay);
//RULES made.addKeyword({ keyword: "contractRules", schemaType: "string", errors: true, validate: byRules });
  made.addSchema({ $defs: schemas }, "contracts");
  engines.set(all, made);
  return made;
}

function validator(all: boolean, component: string): ValidateFunction {
  const found = engine(all).getSchema(`contracts#/$defs/${component}`);
  if (found === undefined) throw new Error(`no schema of ${component}`);
  return found;
}

function accepts(component: string, value: unknown): boolean {
  return notText(value, 0) === undefined && validator(false, component)(value) === true;
}

function checked<T>(component: string, value: unknown): Checked<T> {
  const found = notText(value, 0);
  if (found !== undefined) return { ok: false, violations: [found] };
  if (validator(false, component)(value) === true) return { ok: true, value: value as T };
  const all = validator(true, component);
  all(value);
  return { ok: false, violations: violations(all.errors ?? []) };
}

function violations(errors: readonly ErrorObject[]): ContractViolation[] {
  const isRule = (error: ErrorObject): boolean => error.keyword === "contractRules";
  // A rule speaks of values that are right by themselves.
  const wrong = errors.filter((error) => !isRule(error)).map((error) => error.instancePath);
  return errors
    .filter((error) => {
      const below = (place: string): boolean => `${place}/`.startsWith(`${error.instancePath}/`);
      return !isRule(error) || !wrong.some(below);
    })
    .map(violation);
}

function violation({ instancePath, keyword, message, params }: ErrorObject): ContractViolation {
  const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);
  const of = (expected: string): ContractViolation => {
    return { pointer: instancePath, keyword, expected };
  };
  switch (keyword) {
    case "additionalProperties":
      return of(`no member ${shown(params["additionalProperty"])}`);
    case "required":
      return of(`the member ${shown(params["missingProperty"])}`);
    case "const":
      return of(shown(params["allowedValue"]));
    case "enum":
      return of(`one of ${shown(params["allowedValues"])}`);
    case "contractRules":
      return { ...of(message ?? ""), keyword: "rule", rule: String(params["rule"]) };
    default:
      return of((message ?? keyword).replace(/^must /, ""));
  }
}

/**
 * What keeps a value from being JSON text that every reader takes: half of a surrogate pair, or too many values inside each
 * other.
 */
function notText(value: unknown, depth: number, pointer = ""): ContractViolation | undefined {
  const of = (keyword: string, expected: string): ContractViolation => {
    return { pointer, keyword, expected };
  };
  if (typeof value === "string" && HALF.test(value)) return of("type", "text of Unicode scalar values");
  if (typeof value !== "object" || value === null) return undefined;
  if (depth >= DEEPEST) return of("depth", `at most ${DEEPEST} values inside each other`);
  for (const [name, each] of Object.entries(value)) {
    if (HALF.test(name)) return of("propertyNames", "text of Unicode scalar values");
    const step = name.replace(/~/g, "~0").replace(/\//g, "~1");
    const found = notText(each, depth + 1, `${pointer}/${step}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Half of a surrogate pair; a whole one is a single character under the flag `u`. */
const HALF = /[\uD800-\uDFFF]/u;

const FORMATS = [
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "json-pointer",
  "uri",
  "uri-reference",
  "uuid",
];

/** True if the day that the text starts with is one of the calendar. The pattern has seen the rest. */
function realDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
