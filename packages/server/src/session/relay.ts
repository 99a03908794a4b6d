import type { Events } from '@visavis/core';
import type { ServerEvent } from '@visavis/protocol';
import type { ConversationEvents } from '@visavis/speech';
