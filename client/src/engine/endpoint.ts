/**
 * Where the engine is. Owns: turning the environment and Docker's own settings files into a list of places to try. Must not connect to any of them.
 */

export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** False only when the user's own settings say not to check the engine's certificate. */
  readonly verify: boolean;
}

/** Why this place is in the list; shown to the user. */
export type EndpointOrigin =
  | { readonly kind: 'setting' }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'usual place'; readonly product: string };

export type Endpoint =
  | { readonly transport: 'socket'; readonly path: string; readonly origin: EndpointOrigin }
  | { readonly transport: 'pipe'; readonly path: string; readonly origin: EndpointOrigin }
  | { readonly transport: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsFiles; readonly origin: EndpointOrigin }
  | { readonly transport: 'ssh'; readonly host: string; readonly port?: number; readonly user?: string; readonly origin: EndpointOrigin };
