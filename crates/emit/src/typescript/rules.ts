/** What a rule says: `undefined` if an operand is absent or null. A rule refuses only what makes it `false`. */
type Truth = boolean | undefined;

/** A rule over several members. */
export interface Rule {
  readonly name: string;
  readonly expected: string;
  readonly holds: (it: unknown) => Truth;
}

/** A number as `digits / 10 ** scale`: sums of decimals are exact. */
class Exact {
  constructor(
    readonly digits: bigint,
    readonly scale: number,
  ) {}

  scaled(scale: number): bigint {
    return this.digits * 10n ** BigInt(scale - this.scale);
  }
}

export function exact(value: number | string): Exact {
  const [mantissa = "0", exponent = "0"] = String(value).toLowerCase().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? new Exact(digits * 10n ** BigInt(-scale), 0) : new Exact(digits, scale);
}

/** The member of that name, or of the next. */
export function at(value: unknown, ...names: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const name = names.find((each) => Object.hasOwn(value, each));
  return name === undefined ? undefined : (value as { readonly [member: string]: unknown })[name];
}

export function orDefault(value: unknown, other: unknown): unknown {
  return value === undefined ? other : value;
}

export function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function truth(value: unknown): Truth {
  return typeof value === "boolean" ? value : undefined;
}

export function not(a: Truth): Truth {
  return a === undefined ? undefined : !a;
}

export function and(...all: readonly Truth[]): Truth {
  if (all.includes(false)) return false;
  return all.includes(undefined) ? undefined : true;
}

export function or(...all: readonly Truth[]): Truth {
  if (all.includes(true)) return true;
  return all.includes(undefined) ? undefined : false;
}

export function iff(a: Truth, b: Truth): Truth {
  return a === undefined || b === undefined ? undefined : a === b;
}

export function count(...values: readonly unknown[]): number {
  return values.filter(present).length;
}

export function len(value: unknown): number | undefined {
  if (typeof value === "string") return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

export function sum(list: unknown, field: (item: unknown) => unknown): Exact | undefined {
  if (!Array.isArray(list)) return undefined;
  const numbers = list.map(field).filter((value) => typeof value === "number");
  return numbers.map(exact).reduce(plus, exact(0));
}

export function add(a: unknown, b: unknown): Exact | undefined {
  const [x, y] = [number(a), number(b)];
  return x && y && plus(x, y);
}

export function subtract(a: unknown, b: unknown): Exact | undefined {
  const [x, y] = [number(a), number(b)];
  return x && y && plus(x, new Exact(-y.digits, y.scale));
}

export function uniqueBy(list: unknown, field: (item: unknown) => unknown): Truth {
  if (!Array.isArray(list)) return undefined;
  const keys = list.map(field).filter(present).map(canonical);
  return new Set(keys).size === keys.length;
}

/** Numbers by value, instants by time, other text by code points; values of different kinds are only equal or not. */
export function compare(a: unknown, op: "==" | "!=" | "<" | "<=" | ">" | ">=", b: unknown): Truth {
  if (!present(a) || !present(b)) return undefined;
  const order = ordered(a, b);
  if (op === "==") return order === undefined ? canonical(a) === canonical(b) : order === 0;
  if (op === "!=") return order === undefined ? canonical(a) !== canonical(b) : order !== 0;
  if (order === undefined) return undefined;
  if (op === "<") return order < 0;
  if (op === "<=") return order <= 0;
  return op === ">" ? order > 0 : order >= 0;
}

function number(value: unknown): Exact | undefined {
  if (value instanceof Exact) return value;
  return typeof value === "number" && Number.isFinite(value) ? exact(value) : undefined;
}

function plus(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale);
  return new Exact(a.scaled(scale) + b.scaled(scale), scale);
}

function ordered(a: unknown, b: unknown): number | undefined {
  const [x, y] = [number(a), number(b)];
  if (x && y) return sign(plus(x, new Exact(-y.digits, y.scale)).digits);
  if (typeof a !== "string" || typeof b !== "string") return undefined;
  const [from, until] = [instant(a), instant(b)];
  return from !== undefined && until !== undefined ? sign(from - until) : byCodePoints(a, b);
}

function sign(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

function byCodePoints(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  const at = x.findIndex((each, index) => each !== y[index]);
  if (at < 0) return x.length - y.length;
  return (x[at]?.codePointAt(0) ?? 0) - (y[at]?.codePointAt(0) ?? -1);
}

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** Nanoseconds, if the text is a timestamp. */
function instant(text: string): bigint | undefined {
  const found = INSTANT.exec(text);
  if (found === null) return undefined;
  const part = (index: number): number => Number(found[index] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = (found[8] === "-" ? -1 : 1) * (part(9) * 60 + part(10));
  date.setUTCHours(part(4), part(5) - offset, part(6));
  return BigInt(date.getTime()) * 1_000_000n + BigInt((found[7] ?? "").padEnd(9, "0"));
}

/** Equal values have equal text: the order of members does not matter, nor how a number is written. */
function canonical(value: unknown): string {
  if (value instanceof Exact) return `${value.digits}e-${value.scale}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const members = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`,
  );
  return `{${members.sort().join(",")}}`;
}
