/**
 * Encodes a form as the body of a request, in one piece: when a form is still being sent as it is aborted, the fetch of
 * Node 24 throws an error that nothing can catch.
 *
 * @see RFC 7578
 */
export async function encodedForm(form: FormData): Promise<Pick<RequestInit, 'body' | 'headers'>> {
  const encoded = new Response(form);
  return {
    headers: { 'Content-Type': encoded.headers.get('Content-Type') ?? 'multipart/form-data' },
    body: new Uint8Array(await encoded.arrayBuffer()),
  };
}
