export const NOTICES: URL;
export function notices(): Promise<string>;
