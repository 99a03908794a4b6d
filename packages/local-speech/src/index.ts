export { addModel, type AddingProgress, type AddModelOptions } from './download/add-model.js';
export {
  OFFERED_SETS,
  offeredModels,
  RELEASES,
  type OfferedModel,
  type OfferedSet,
} from './download/offered-models.js';
export { removeModel } from './download/remove-model.js';
export { LocalRecognizer } from './engines/local-recognizer.js';
export { LocalSynthesizer, type LocalVoiceOptions } from './engines/local-synthesizer.js';
export type { EngineProcess, LocalEngineOptions, ModelCalls, StartProcess } from './engines/process-engine.js';
export { localKinds, openLocalEars, openLocalVoice, tryModel, type LocalModelsOptions } from './local-models.js';
export { describeModel, findModels, type FoundModel } from './models/describe-model.js';
export type { DescribedModel, EarsModel, Plain, VoiceModel } from './models/described-model.js';
export { readModelRecord, verifyModel, type ModelRecord } from './models/model-record.js';
export { runtimeFault } from './runtime/runtime-fault.js';
