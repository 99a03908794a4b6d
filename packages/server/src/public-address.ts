import type { IncomingMessage } from 'node:http';

const HOST = /^(\[[0-9a-f:]+\]|[0-9a-z.-]+)(:\d{1,5})?$/i;

/** The `Host` a client asked for, with its port; `undefined` where it is none. */
export function requestedHost({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return HOST.test(headers.host ?? '') ? headers.host : undefined;
}

/** The requested host without its port; an IPv6 address in brackets. */
export function requestedHostname(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  return HOST.exec(request.headers.host ?? '')?.[1];
}

/** Whether a host, without its port, names the machine itself and nothing else; an IPv6 address with brackets or without. */
export function isLoopback(hostname: string | undefined): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(hostname ?? '');
}

/**
 * How this client reaches us, as in `https://face.example`: what addresses in answers begin with.
 *
 * @param trustProxy Whether a reverse proxy of ours sets `X-Forwarded-Proto` and `X-Forwarded-Host`; any client could.
 */
export function publicOrigin(request: Pick<IncomingMessage, 'headers'>, trustProxy: boolean): string {
  const forwarded = (name: string): string | undefined => {
    const value = trustProxy ? request.headers[name] : undefined;
    return typeof value === 'string' ? value.split(',')[0]?.trim() : undefined;
  };
  const scheme = forwarded('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const host = forwarded('x-forwarded-host') ?? '';
  return `${scheme}://${HOST.test(host) ? host : (requestedHost(request) ?? 'localhost')}`;
}
