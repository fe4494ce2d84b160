/** Dockerfiles to start random edits from: the examples, and small texts with every construct that the lexer knows. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const small = [
  '', '\n', '# only a comment\n', 'FROM alpine', 'FROM alpine\n', '\ufeffFROM alpine\nRUN ls\n',
  '# syntax=docker/dockerfile:1\n# escape=`\nFROM windows\nRUN dir ^\n  `\n && cd C:\\\nCOPY a C:\\\\\n',
  'ARG A=1\nFROM --platform=$BUILDPLATFORM alpine:${A:-3} AS build\nARG A\nENV B="x y" C=\'z\' D=a\\ b\nRUN --mount=type=cache,target=/root/.cache <<EOF sh\necho $B\nEOF\n',
  'FROM a\nRUN <<-ONE <<TWO cat\n\tbody\n\tONE\nbody\nTWO\nCOPY <<"A" /x\n$y\nA\n',
  'FROM a\nRUN apt-get update \\\n  # a comment\n\n  && apt-get install -y \\\n    curl \\\n  && rm -rf /var/lib/apt/lists/*\nCMD ["a", "b c"]\nENTRYPOINT [ "x" ,"y"]\n',
  'FROM a\r\nRUN echo \\\r\n  hello\r\nLABEL a=b \\\r\n  c=d\r\nHEALTHCHECK --interval=5s CMD curl -f http://x || exit 1\r\nHEALTHCHECK NONE\r\n',
  'FROM a\nONBUILD RUN <<EOF\nls\nEOF\nONBUILD COPY a b\nEXPOSE 80/tcp 443\nVOLUME /a /b\nVOLUME ["/c"]\nUSER x\nWORKDIR /y\nSTOPSIGNAL SIGTERM\nSHELL ["bash", "-c"]\nMAINTAINER me\nENV old style value\n',
  'FROM a\nCOPY --from=b --chown=1:2 --link a b /c/\nADD --checksum=sha256:x https://example.com/x /y\nFOO bar\nrun ls\nRUN\n\\\nRUN \\\n',
];

function* dockerfilesUnder(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) yield* dockerfilesUnder(file);
    else if (/dockerfile/i.test(name)) yield readFileSync(file, 'utf8');
  }
}

export function seedTexts(): string[] {
  const examples = fileURLToPath(new URL('../../examples', import.meta.url));
  return [...small, ...(existsSync(examples) ? dockerfilesUnder(examples) : [])];
}
