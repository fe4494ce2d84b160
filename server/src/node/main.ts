/**
 * The server's entry on Node. Owns: nothing but the start.
 */
import { namesTransport, serve, transports } from './serve.ts';

if (namesTransport(process.argv.slice(2))) {
  serve();
} else {
  process.stderr.write(`Say how to talk to the client: ${transports}\n`);
  process.exitCode = 2;
}
