// Judges every fixture of a package with its compiled TypeScript checks, as an ECMAScript module on Node.
// Arguments: the folder of the compiled checks, the folder of the fixtures.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [compiled, folder] = process.argv.slice(2);
const checks = await import(pathToFileURL(path.resolve(compiled, "index.js")).href);
const pascal = (stem) => stem.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
const byStem = new Map();
for (const name of Object.keys(checks).filter((name) => name.startsWith("check"))) byStem.set(name.slice(5).toLowerCase(), name);

let judged = 0;
let wrong = 0;
for (const name of fs.readdirSync(folder).sort()) {
  const match = /^(.*?)\.((?:in)?valid-.*)\.json$/.exec(name);
  if (!match) continue;
  const check = checks[byStem.get(pascal(match[1]).toLowerCase())];
  const text = fs.readFileSync(path.join(folder, name), "utf8");
  // JavaScript rounds integers beyond 2^53 - 1: no verdict on them says anything of the check.
  if (/\d{17}/.test(text)) continue;
  const result = check?.(JSON.parse(text));
  judged += 1;
  if (result?.ok === match[2].startsWith("valid-") && (result.ok || result.violations.length > 0)) continue;
  wrong += 1;
  console.error(`${name}: ${JSON.stringify(result)}`);
}
console.log(`${judged} fixtures judged by ${byStem.size} TypeScript checks, ${wrong} wrong`);
process.exit(wrong === 0 && judged > 0 ? 0 : 1);
