// Takes the README's pictures anew (docs/images/*.png) in a real VS Code, with a real engine where there can be one.
import { main, root, run } from './parts/common.mjs';
import { debianProgram } from './parts/debian.mjs';
import { withEngine } from './parts/engine.mjs';
import path from 'node:path';

await main('Taking screenshots', async () => {
  await debianProgram('chromium');
  await withEngine((env) => run(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/vscode/screenshots.config.ts'], { env }));
});
