import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../client/src/commands/build/program.ts';

const never = new AbortController().signal;
const node = (script: string, ...args: string[]) => ({ command: process.execPath, args: ['-e', script, ...args] });

describe('a program', () => {
  it('gives its output and its exit code', async () => {
    let output = '';
    const code = await runProgram(node('console.log("a"); console.error("b"); process.exitCode = 3'), never, (text) => { output += text; });
    expect(code).toBe(3);
    expect(output.trim().split('\n').sort()).toEqual(['a', 'b']);
  });

  it('gets its arguments as they are, without a shell', async () => {
    let output = '';
    await runProgram(node('console.log(JSON.stringify(process.argv.slice(1)))', '$(id)', 'a b', '"', ';'), never, (text) => { output += text; });
    expect(JSON.parse(output)).toEqual(['$(id)', 'a b', '"', ';']);
  });

  it('has a character whole that came in two pieces', async () => {
    let output = '';
    await runProgram(node('const b = Buffer.from("é"); process.stdout.write(b.subarray(0, 1)); setTimeout(() => process.stdout.write(b.subarray(1)), 50)'), never, (text) => { output += text; });
    expect(output).toBe('é');
  });

  it('rejects when it is not there', async () => {
    await expect(runProgram({ command: '/no/such/program', args: [] }, never, () => undefined)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.skipIf(process.platform !== 'linux')('is stopped together with its children', async () => {
    const abort = new AbortController();
    let output = '';
    const script = `const c = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']); console.log(c.pid); setInterval(() => 0, 1000)`;
    const code = runProgram(node(script), abort.signal, (text) => { output += text; abort.abort(); });
    expect(await code).toBe(130);
    const child = Number(output);
    expect(child).toBeGreaterThan(0);
    // The signal has been sent; the system needs a moment to end the process and nobody may reap it.
    const isRunning = async (): Promise<boolean> => {
      for (let attempt = 0; attempt < 50; attempt++) {
        try { process.kill(child, 0); } catch { return false; }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      // Reaped between the two looks, it is gone too.
      try { return !/^State:\s+Z/m.test((await import('node:fs')).readFileSync(`/proc/${child}/status`, 'utf8')); } catch { return false; }
    };
    expect(await isRunning()).toBe(false);
  });

  it('does not start when it was cancelled before', async () => {
    const abort = new AbortController();
    abort.abort();
    expect(await runProgram({ command: '/no/such/program', args: [] }, abort.signal, () => undefined)).toBe(130);
  });
});
