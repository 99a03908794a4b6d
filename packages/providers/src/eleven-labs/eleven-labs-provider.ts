import { engineProvider } from '@visavis/speech';
import { SocketSynthesizer } from '../vendor/socket-synthesizer.js';
import { elevenLabsVoice } from './eleven-labs-voice.js';

/** A voice of ElevenLabs, with the times of words. */
export const elevenLabs = engineProvider({
  name: 'elevenlabs',
  label: 'ElevenLabs',
  settings: {
    elevenLabsApiKey: {
      variable: 'ELEVENLABS_API_KEY',
      kind: 'secret',
      description: 'key of an ElevenLabs account, for `VISAVIS_VOICE=elevenlabs`',
      required: true,
    },
    elevenLabsVoice: {
      variable: 'ELEVENLABS_VOICE',
      kind: 'text',
      default: 'EXAVITQu4vr4xnSDxMaL',
      description: 'id of the voice of avatars that name none of the account’s voices',
    },
    elevenLabsModel: {
      variable: 'ELEVENLABS_MODEL',
      kind: 'text',
      default: 'eleven_flash_v2_5',
      description: 'the model that speaks',
    },
    elevenLabsBaseUrl: {
      variable: 'ELEVENLABS_BASE_URL',
      kind: 'address',
      default: 'https://api.elevenlabs.io',
      description: 'address of another region, such as `https://api.eu.residency.elevenlabs.io`',
    },
  },
  openVoice({ settings, logger }) {
    const { elevenLabsApiKey: apiKey, elevenLabsVoice: voice, elevenLabsModel: model } = settings;
    return new SocketSynthesizer(elevenLabsVoice({ apiKey, voice, model, baseUrl: settings.elevenLabsBaseUrl }), {
      logger,
    });
  },
});
