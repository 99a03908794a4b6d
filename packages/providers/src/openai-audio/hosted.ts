/** OpenAI's own service. */
export const HOSTED_AUDIO = 'https://api.openai.com/v1';
/** Names of services by host. */
export const SERVICES = { 'api.openai.com': 'OpenAI', 'api.groq.com': 'Groq' };
/** A question about what the service has must be answered within this time. */
export const PROBE_LIMIT_MS = 5_000;
/** How long a model on one's own machine may take to be read from disk, ms. */
export const LOADING_LIMIT_MS = 120_000;
