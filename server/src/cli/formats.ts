/**
 * How findings are printed. Owns: the formats text, json and jsonl. Must not read files or decide the exit code.
 */
import type { CheckedFile, FileDiagnostic } from './checkFile.ts';
import { withoutControls } from './output.ts';

export interface Printer {
  /** Prints one file. Files come in the order of the command line. */
  file(checked: CheckedFile): void;
  /** Prints what comes after the last one. */
  end(): void;
}

export type Format = (write: (text: string) => void) => Printer;

export const formats: Readonly<Record<string, Format>> = {
  text: (write) => textPrinter(write, process.stdout.isTTY === true && !process.env['NO_COLOR']),
  json: jsonPrinter,
  jsonl: (write) => ({ file: (checked) => write(`${JSON.stringify(checked)}\n`), end: () => undefined }),
};

function jsonPrinter(write: (text: string) => void): Printer {
  let separator = '[\n';
  return {
    file(checked) {
      write(separator + JSON.stringify(checked));
      separator = ',\n';
    },
    end: () => write(separator === '[\n' ? '[]\n' : '\n]\n'),
  };
}

const colours = { error: 31, warning: 33, info: 36, hint: 90 } as const;

function textPrinter(write: (text: string) => void, isColoured: boolean): Printer {
  const paint = (colour: number, text: string): string => (isColoured ? `\u001b[${colour}m${text}\u001b[0m` : text);
  const bold = 1;
  const dim = 2;
  const count = { error: 0, warning: 0, info: 0, hint: 0 };
  let files = 0;
  const line = (path: string, { code, severity, message, range: { start } }: FileDiagnostic): string =>
    `${paint(bold, `${withoutControls(path)}:${start.line + 1}:${start.character + 1}`)} ${paint(colours[severity], severity)} ${withoutControls(message)} ${paint(dim, code)}\n`;
  return {
    file({ path, diagnostics }) {
      files++;
      for (const diagnostic of diagnostics) {
        count[diagnostic.severity]++;
        write(line(path, diagnostic));
      }
    },
    end() {
      const found = (Object.keys(count) as (keyof typeof count)[]).filter((severity) => count[severity] > 0)
        .map((severity) => plural(count[severity], severity));
      const where = plural(files, 'file');
      write(found.length === 0 ? `No findings in ${where}\n` : `\n${found.join(', ')} in ${where}\n`);
    },
  };
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 || noun === 'info' ? '' : 's'}`;
}
