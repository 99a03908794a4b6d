import { CodedError } from '@visavis/core';

/**
 * @param region Such as `westeurope`.
 * @returns The address of its synthesis. The clouds of China and of the US government have domains of their own.
 * @throws {CodedError} `config.invalid` for what is no name of a region.
 */
export function regionUrl(region: string): string {
  const name = region.trim().toLowerCase();
  if (!/^[a-z0-9]+$/.test(name))
    throw new CodedError('config.invalid', 'AZURE_SPEECH_REGION must be the name of a region, such as westeurope');
  const domain = name.startsWith('china') ? 'azure.cn' : name.startsWith('usgov') ? 'azure.us' : 'microsoft.com';
  return `https://${name}.tts.speech.${domain}`;
}
