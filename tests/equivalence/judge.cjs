// Judges JSON texts with ajv in strict mode, one JSON object to a line on standard input:
// {"type": contract name, "entity": file name of its schema or null, "text": JSON text}. Argument: the folder of the schemas.
// Output, one line each: {"ajv": bool}, or {} if there is no schema file.
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const folder = process.argv[2];
const compiled = new Map();

function validator(entity) {
  if (!compiled.has(entity)) {
    const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });
    addFormats(ajv);
    compiled.set(entity, ajv.compile(JSON.parse(fs.readFileSync(path.join(folder, entity), "utf8"))));
  }
  return compiled.get(entity);
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { entity, text } = JSON.parse(line);
  if (!entity) return console.log("{}");
  const validate = validator(entity);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return console.log(JSON.stringify({ ajv: false }));
  }
  console.log(JSON.stringify({ ajv: validate(value) }));
});
