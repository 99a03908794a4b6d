/**
 * @param baseUrl Up to the version, as in `https://api.openai.com/v1`. A query is kept.
 * @param path Begins with a slash.
 */
export function serviceUrl(baseUrl: string, path: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname}${path}`.replace(/\/{2,}/g, '/');
  return url;
}

/** @returns The header that carries a key, and none where there is no key. */
export function bearer(apiKey: string | undefined): Record<string, string> {
  const key = apiKey?.trim();
  return key ? { authorization: `Bearer ${key}` } : {};
}
