// Installs Debian packages that only the tests need: chromium to drive VS Code with, and Neovim as a second editor.
// Says in one line why not when the machine is not Debian or the user not root; it changes nothing then.
import fs from 'node:fs';
import { onPath, run, Unavailable } from './common.mjs';

const programs = { chromium: ['chromium', 'fonts-dejavu-core'], nvim: ['neovim'] };

/** Makes sure that a program ('chromium' or 'nvim') is on PATH; returns its path. Throws Unavailable when it can't be had. */
export async function debianProgram(name) {
  const present = onPath(name);
  if (present) return present;
  await install(programs[name]);
  const installed = onPath(name);
  if (!installed) throw new Unavailable(`${name} is not on PATH after the installation of ${programs[name].join(', ')}`);
  return installed;
}

// apt works on one installation at a time, so ours wait for each other.
let last = Promise.resolve();

function install(packages) {
  const mine = last.then(() => aptInstall(packages));
  last = mine.catch(() => {});
  return mine;
}

async function aptInstall(packages) {
  if (!fs.existsSync('/etc/debian_version') || !onPath('apt-get')) throw new Unavailable(`${packages[0]} is installed by apt-get, and this is not Debian`);
  if (process.getuid?.() !== 0) throw new Unavailable(`${packages[0]} is installed by apt-get, which needs root`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], { env, capture: true });
  try {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', ...packages);
  } catch (error) {
    throw new Unavailable(`apt-get could not install ${packages.join(' ')}: ${error.message.split('\n').at(-1)}`);
  }
}
