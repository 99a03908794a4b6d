import { engineProvider } from '@visavis/speech';
import { SocketSynthesizer } from '../vendor/socket-synthesizer.js';
import { cartesiaVoice } from './cartesia-voice.js';

/** A voice of Cartesia, with the times of words and sounds. */
export const cartesia = engineProvider({
  name: 'cartesia',
  label: 'Cartesia',
  settings: {
    cartesiaApiKey: {
      variable: 'CARTESIA_API_KEY',
      kind: 'secret',
      description: 'key of a Cartesia account, for `VISAVIS_VOICE=cartesia`',
      required: true,
    },
    cartesiaVoice: {
      variable: 'CARTESIA_VOICE',
      kind: 'text',
      default: '794f9389-aac1-45b6-b726-9d9369183238',
      description: 'id of the voice of avatars that name none of the account’s voices',
    },
    cartesiaModel: {
      variable: 'CARTESIA_MODEL',
      kind: 'text',
      default: 'sonic-3',
      description: 'the model that speaks',
    },
    cartesiaBaseUrl: {
      variable: 'CARTESIA_BASE_URL',
      kind: 'address',
      default: 'https://api.cartesia.ai',
      description: 'another address of it, such as that of a proxy',
    },
  },
  openVoice({ settings, logger }) {
    const { cartesiaApiKey: apiKey, cartesiaVoice: voice, cartesiaModel: model } = settings;
    return new SocketSynthesizer(cartesiaVoice({ apiKey, voice, model, baseUrl: settings.cartesiaBaseUrl }), {
      logger,
    });
  },
});
