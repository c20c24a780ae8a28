// Loads every schema file named on the command line in ajv's strict mode and judges the fixtures beside it: the valid ones must
// be accepted, the invalid ones refused unless they break a rule that JSON Schema cannot express (the rule record says which).
const fs = require("fs");
const path = require("path");
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

let judged = 0;
let wrong = 0;
let beyond = 0;
for (const file of process.argv.slice(2)) {
  const schema = JSON.parse(fs.readFileSync(file, "utf8"));
  const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  const record = /^contract-rules: (.*)$/.exec(schema.$comment || "");
  const rules = record ? JSON.parse(record[1]) : [];
  const silent = new Set(rules.filter((rule) => !rule.in_schema).map((rule) => `invalid-${rule.name.replaceAll("_", "-")}`));
  const entity = path.basename(file).replace(/-v\d+\.schema\.json$/, "");
  const folder = path.join(path.dirname(file), "../../tests/contracts/fixtures");
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []) {
    const match = /^(.*?)\.((?:in)?valid-.*)\.json$/.exec(name);
    if (!match || match[1] !== entity) continue;
    const expected = match[2].startsWith("valid-") || silent.has(match[2]);
    const text = fs.readFileSync(path.join(folder, name), "utf8");
    // JavaScript rounds integers beyond 2^53 - 1: no verdict on them says anything of the schema.
    if (/\d{17}/.test(text)) {
      beyond += 1;
      continue;
    }
    const found = validate(JSON.parse(text));
    judged += 1;
    if (found !== expected) {
      wrong += 1;
      console.error(`${name}: expected ${expected}, ajv says ${found} ${JSON.stringify(validate.errors)}`);
    }
  }
}
console.log(`ajv: ${process.argv.length - 2} schemas loaded in strict mode, ${judged} fixtures judged, ${beyond} beyond JavaScript's integers, ${wrong} wrong`);
process.exit(wrong === 0 && judged > 0 ? 0 : 1);
