/**
 * The image worker's entry. Owns: joining the thread's port with the host of images. Must not hold behaviour of its own.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { ImageHost } from './imageHost.ts';
import { placesWith } from './openPlace.ts';
import type { Request, WorkerData } from './protocol.ts';

const port = parentPort!;
const { storage, proxy } = workerData as WorkerData;
const places = placesWith(storage);
places.useProxy(proxy);
const host = new ImageHost(places, (answer, transfer) => port.postMessage(answer, [...transfer]));
port.on('message', (request: Request) => {
  void host.receive(request);
  if (request.kind === 'end') port.close();
});
