/**
 * The command line's entry. Owns: choosing the command and its exit code. Must not load the server before somebody asks for it:
 * checking a file should cost checking a file.
 */
import { version } from '../lsp/version.ts';
import { checkCommand } from './checkCommand.ts';
import { usageError } from './usage.ts';

const help = `Usage: drydock <command>

  drydock check [options] PATH…   Check Dockerfiles; a folder is searched for them
  drydock layers ARCHIVE|IMAGE    Say what each layer of an image does, and what it hides
  drydock history ARCHIVE|IMAGE   List an image's history, with the lines of its Dockerfile
  drydock lsp --stdio             Run the language server for an editor
  drydock --version
  drydock --help

drydock check --help lists the options of check, and so for the others.
`;

async function main([command, ...args]: readonly string[]): Promise<void> {
  switch (command) {
    case 'check':
      process.exitCode = checkCommand(args);
      return;
    case 'layers':
      process.exitCode = await (await import('./layersCommand.ts')).layersCommand(args);
      return;
    case 'history':
      process.exitCode = await (await import('./historyCommand.ts')).historyCommand(args);
      return;
    case 'lsp':
      return lsp(args);
    case '--version':
    case '-v':
      process.stdout.write(`drydock ${version}\n`);
      return;
    case '--help':
    case '-h':
      process.stdout.write(help);
      return;
    default:
      process.exitCode = usageError(command === undefined ? 'a command is missing' : `there is no command ${command}`, help);
  }
}

async function lsp(args: readonly string[]): Promise<void> {
  const { namesTransport, serve, transports } = await import('../node/serve.ts');
  if (namesTransport(args)) serve();
  else process.exitCode = usageError('say how to talk to the client', `Usage: drydock lsp ${transports}\n`);
}

void main(process.argv.slice(2));
