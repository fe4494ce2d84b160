/**
 * VS Code's own settings for proxies. Owns: reading them. Must not decide which proxy is used.
 */
import { workspace } from 'vscode';
import type { ProxySettings } from '../../../server/src/image/registryProxy.ts';

/** As they are now. They are the person's or the machine's own: a workspace cannot set them. */
export function proxySettings(): ProxySettings {
  const http = workspace.getConfiguration('http');
  return {
    proxySupport: http.get('proxySupport', 'override'), proxy: http.get('proxy', '').trim(), noProxy: http.get<string[]>('noProxy', []),
    proxyAuthorization: http.get<string | null>('proxyAuthorization', null) ?? '', proxyStrictSSL: http.get('proxyStrictSSL', true),
  };
}
