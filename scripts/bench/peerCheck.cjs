// What the peer's checker would be as a command: reads the files of a folder one after another and prints what it finds, a line each.
const fs = require('node:fs');
const path = require('node:path');
const { validate } = require('dockerfile-utils');

const folder = process.argv[2];
for (const name of fs.readdirSync(folder)) {
  const file = path.join(folder, name);
  process.stdout.write(`${JSON.stringify({ path: file, diagnostics: validate(fs.readFileSync(file, 'utf8')) })}\n`);
}
