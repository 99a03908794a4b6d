export { avatarsContract } from './avatars-contract.js';
export type { Contract, ContractCase, Durable } from './contract.js';
export { jobsContract } from './jobs-contract.js';
export { licencesContract } from './licences-contract.js';
export { placesContract } from './places-contract.js';
export { recordsContract } from './records-contract.js';
export { resumesContract } from './resumes-contract.js';
export {
  boundedTokensContract,
  durableTokensContract,
  forgettingTokensContract,
  tokensContract,
} from './tokens-contract.js';
