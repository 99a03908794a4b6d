import { serviceUrl } from '../http/service-url.js';

/**
 * @param baseUrl `http` or `ws`, with TLS or without.
 * @param path Begins with a slash.
 * @returns The address of a socket there. A query of the base is kept.
 */
export function socketUrl(
  baseUrl: string,
  path: string,
  query: Readonly<Record<string, string | readonly string[]>> = {},
): string {
  const url = serviceUrl(baseUrl, path);
  url.protocol = url.protocol.replace('http', 'ws');
  for (const [name, values] of Object.entries(query))
    for (const value of [values].flat()) url.searchParams.append(name, value);
  return url.href;
}
