export { LocalRecognizer } from './engines/local-recognizer.js';
export { LocalSynthesizer, type LocalVoiceOptions } from './engines/local-synthesizer.js';
export type { EngineProcess, LocalEngineOptions, ModelCalls, StartProcess } from './engines/process-engine.js';
export { describeModel, findModels, type FoundModel } from './models/describe-model.js';
export type { DescribedModel, EarsModel, Plain, VoiceModel } from './models/described-model.js';
export { verifyModel } from './models/model-record.js';
export { runtimeFault } from './runtime/runtime-fault.js';
