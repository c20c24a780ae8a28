// Judges JSON texts with what was emitted for JavaScript, one JSON object to a line on standard input:
// {"type": contract name, "entity": file name of its schema or null, "text": JSON text}.
// Arguments: the folder of the contracts, the major version.
// Output, one line each: {"ajv": bool, "typescript": bool}; a judge that has no artifact for the type is left out.
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const folder = process.argv[2];
const major = process.argv[3] ?? "1";
const compiled = new Map();
const checks = emitted(path.join(folder, "typescript", ...(major === "1" ? [] : [`v${major}`]), "index.ts"));

// The emitted modules, with their types taken out file by file; whether they type-check is asked by `cargo xtask test typescript`.
function emitted(index) {
  if (!fs.existsSync(index)) return {};
  const Module = require("module");
  const typescript = require("typescript");
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, ...rest) {
    const source = parent?.filename?.endsWith(".ts") && request.startsWith(".") ? request.replace(/\.js$/, ".ts") : request;
    return resolve.call(this, source, parent, ...rest);
  };
  require.extensions[".ts"] = (module, file) => {
    const options = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 };
    const { outputText } = typescript.transpileModule(fs.readFileSync(file, "utf8"), { compilerOptions: options, fileName: file });
    module._compile(outputText, file);
  };
  return require(path.resolve(index));
}

function validator(entity) {
  if (!compiled.has(entity)) {
    const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });
    addFormats(ajv);
    compiled.set(entity, ajv.compile(JSON.parse(fs.readFileSync(path.join(folder, entity), "utf8"))));
  }
  return compiled.get(entity);
}

function parsed(text) {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function judge({ type, entity, text }) {
  const read = parsed(text);
  const verdicts = {};
  if (entity) verdicts.ajv = read !== undefined && validator(entity)(read.value);
  const check = checks[`check${type}`];
  if (check) verdicts.typescript = read !== undefined && check(read.value).ok;
  return verdicts;
}

readline.createInterface({ input: process.stdin }).on("line", (line) => console.log(JSON.stringify(judge(JSON.parse(line)))));
