import { engineProvider } from '@visavis/speech';
import { SocketSynthesizer } from '../vendor/socket-synthesizer.js';
import { regionUrl } from './azure-region.js';
import { azureVoice } from './azure-voice.js';

/** A voice of Azure Speech, with the times of words and mouth shapes. */
export const azure = engineProvider({
  name: 'azure',
  label: 'Azure Speech',
  settings: {
    azureSpeechKey: {
      variable: 'AZURE_SPEECH_KEY',
      kind: 'secret',
      description: 'key of a Speech resource at Azure, for `VISAVIS_VOICE=azure`',
      required: true,
    },
    azureSpeechRegion: {
      variable: 'AZURE_SPEECH_REGION',
      kind: 'text',
      description: 'region of that resource, such as `westeurope`',
      required: true,
    },
    azureSpeechVoice: {
      variable: 'AZURE_SPEECH_VOICE',
      kind: 'text',
      default: 'en-US-AvaMultilingualNeural',
      description: 'short name of the voice of avatars that name none of the region’s voices',
    },
    azureSpeechBaseUrl: {
      variable: 'AZURE_SPEECH_BASE_URL',
      kind: 'address',
      description: 'another address of the resource, such as that of a private endpoint or of a container',
      otherwise: 'that of the region',
    },
  },
  openVoice({ settings, logger }) {
    const { azureSpeechKey: apiKey, azureSpeechVoice: voice, azureSpeechBaseUrl: address } = settings;
    const baseUrl = address ?? regionUrl(settings.azureSpeechRegion);
    return new SocketSynthesizer(azureVoice({ apiKey, voice, baseUrl }), { logger });
  },
});
