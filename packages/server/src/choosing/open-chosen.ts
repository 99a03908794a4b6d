import { CodedError, ResourceStack } from '@visavis/core';
import { CATALOGUE } from '@visavis/providers';
import type {
  Brain,
  EngineContext,
  EngineKind,
  EngineProvider,
  Learning,
  SpeechRecognizer,
  Synthesizer,
} from '@visavis/speech';
import type { Config } from '../config/config.js';

/** The engines of all conversations. Their owner closes them. */
export interface ChosenEngines {
  readonly ears: SpeechRecognizer & Learning;
  readonly voice: Synthesizer & Learning;
  readonly mind: Brain & Learning;
}

type Opening = Pick<EngineContext, 'knowledge' | 'logger'>;

/** Opens ears, voice and mind from the catalogue. @throws {CodedError} With what an opener rejects. */
export async function openChosen(config: Config, opening: Opening): Promise<ChosenEngines> {
  const providers: readonly EngineProvider[] = CATALOGUE;
  const offers = await Promise.all(
    providers.map(async (provider) => {
      const context = contextOf(provider, config, opening);
      return { provider, context, kinds: (await provider.defaultFor?.(context)) ?? [] };
    }),
  );
  const opened = new ResourceStack();
  const first = async <E extends { close(): Promise<void> }>(
    kind: EngineKind,
    open: (provider: EngineProvider, context: EngineContext) => E | Promise<E> | undefined,
  ): Promise<E> => {
    const offer = offers.find(({ kinds }) => kinds.includes(kind));
    const engine = offer && (await open(offer.provider, offer.context));
    if (!engine) throw new CodedError('config.invalid', `there is no engine for the ${kind}`);
    return opened.use(engine);
  };
  try {
    return {
      ears: await first('ears', (provider, context) => provider.openEars?.(context)),
      voice: await first('voice', (provider, context) => provider.openVoice?.(context)),
      mind: await first('mind', (provider, context) => provider.openMind?.(context)),
    };
  } catch (error) {
    await opened.release();
    throw error;
  }
}

/** One for all engines of a provider. */
function contextOf({ settings }: EngineProvider, config: Config, { knowledge, logger }: Opening): EngineContext {
  const values = Object.entries(config).filter(([name]) => name in settings);
  const checked = Object.fromEntries(values) as EngineContext['settings'];
  return { settings: checked, knowledge, dataDir: config.dataDir, logger };
}
