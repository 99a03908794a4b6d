import { engineProvider } from '@visavis/speech';
import { SocketRecognizer } from '../vendor/socket-recognizer.js';
import { fluxProtocol } from './flux.js';
import { novaProtocol } from './nova.js';

/** Ears of Deepgram: Flux, which hears when a turn ends, or Nova. */
export const deepgram = engineProvider({
  name: 'deepgram',
  label: 'Deepgram',
  settings: {
    deepgramApiKey: {
      variable: 'DEEPGRAM_API_KEY',
      kind: 'secret',
      description: 'key of a Deepgram account, for `VISAVIS_EARS=deepgram`',
      required: true,
    },
    deepgramModel: {
      variable: 'DEEPGRAM_MODEL',
      kind: 'text',
      default: 'flux-general-en',
      description:
        'the model that understands speech; `flux-general-en` hears other languages with `flux-general-multi`',
    },
    deepgramBaseUrl: {
      variable: 'DEEPGRAM_BASE_URL',
      kind: 'address',
      default: 'https://api.deepgram.com',
      description: 'address of another region, or of a Deepgram server of your own',
    },
  },
  openEars({ settings, logger }) {
    const { deepgramApiKey: apiKey, deepgramModel: model, deepgramBaseUrl: baseUrl } = settings;
    const protocol = model.startsWith('flux') ? fluxProtocol : novaProtocol;
    return new SocketRecognizer(protocol({ apiKey, model, baseUrl }), { logger });
  },
});
