import { engineProvider } from '@visavis/speech';
import { hasLocalSpeech, localSpeech } from './local-speech-package.js';
import { modelsDirOf } from './models-dir.js';

/** Neural ears and voices with models on this machine. What is in the folder of models is used without another setting. */
export const local = engineProvider({
  name: 'local',
  label: 'Models on this machine',
  settings: {
    modelsDir: {
      kind: 'path',
      variable: 'VISAVIS_MODELS',
      description: 'folder of the models that `visavis models add` downloads; folders can be copied in by hand',
      otherwise: '`models` in the data folder',
    },
    localEars: {
      kind: 'text',
      variable: 'VISAVIS_LOCAL_EARS',
      description: 'name of the folder in it with the model that hears',
      otherwise: 'the newest that can be used',
    },
    localVoice: {
      kind: 'text',
      variable: 'VISAVIS_LOCAL_VOICE',
      description: 'name of the folder in it with the model that speaks',
      otherwise: 'the newest that can be used',
    },
    allowsSlowVoice: {
      kind: 'flag',
      default: false,
      variable: 'VISAVIS_SLOW_VOICE',
      description: '`1`: a voice is used that takes more than 0.8 s for a second of speech',
    },
    modelsMirror: {
      kind: 'address',
      variable: 'VISAVIS_MODELS_MIRROR',
      description:
        'address that `visavis models add` downloads from: the same paths as below the releases of sherpa-onnx',
      otherwise: 'the releases on GitHub',
    },
    modelsProxy: {
      kind: 'address',
      variable: 'VISAVIS_MODELS_PROXY',
      description: 'address of the HTTP proxy for that, with name and password where it asks for them',
    },
  },
  async defaultFor({ settings, dataDir }) {
    if (!hasLocalSpeech()) return [];
    return (await localSpeech()).localKinds(modelsDirOf(dataDir, settings.modelsDir));
  },
  async openEars({ settings, dataDir, logger }) {
    const { openLocalEars } = await localSpeech();
    const modelsDir = modelsDirOf(dataDir, settings.modelsDir);
    return openLocalEars({ modelsDir, name: settings.localEars, logger });
  },
  async openVoice({ settings, dataDir, logger }) {
    const { openLocalVoice } = await localSpeech();
    const modelsDir = modelsDirOf(dataDir, settings.modelsDir);
    return openLocalVoice({ modelsDir, name: settings.localVoice, logger, allowsSlow: settings.allowsSlowVoice });
  },
});
