/** Selection ranges. Owns: the request; `features/selectionRange.ts` has the answer. */
import { SelectionRangeRequest, type SelectionRange } from 'vscode-languageserver';
import { selectionRanges } from '../../features/selectionRange.ts';
import type { ServerContext } from '../context.ts';
import { offsetFrom } from '../fromProto.ts';
import { onDocumentRequest } from '../handlers.ts';
import { toRange } from '../toProto.ts';

export function registerSelectionRanges(server: ServerContext): void {
  onDocumentRequest(server, SelectionRangeRequest.type, null, ({ params, tree, snapshot }) =>
    (Array.isArray(params.positions) ? params.positions : []).map((position) => {
      const offset = offsetFrom(tree, position);
      let chain: SelectionRange | undefined;
      for (const range of selectionRanges(snapshot, offset).reverse()) chain = { range: toRange(tree, range), ...(chain && { parent: chain }) };
      return chain ?? { range: { start: position, end: position } };
    }));
}
