export type { AvatarOutOfReach, Avatars } from './avatars.js';
export { BackgroundFiles } from './file/background-files.js';
export { checkAvatars, readAvatars } from './file/avatar-file.js';
export { FaceFiles } from './file/face-files.js';
export { FileJobs } from './file/file-jobs.js';
export { openKeyFile, readKeyFile, type KeptKey } from './file/key-file.js';
export { checkLicences, readLicences } from './file/licence-file.js';
export { checkMcpServers, readMcpServers, type McpServers } from './file/mcp-file.js';
export { isFinal, type AvatarJob, type AvatarJobs } from './jobs.js';
export { licenceDigest, licenceId, licenceKey, newLicenceKey } from './licence-key.js';
export { clash, isSeenBy } from './names.js';
export type { Licence, Licences } from './licences.js';
export { MemoryAvatars } from './memory/memory-avatars.js';
export { MemoryJobs } from './memory/memory-jobs.js';
export { MemoryLicences, type LicenceEntry } from './memory/memory-licences.js';
export { MemoryPlaces } from './memory/memory-places.js';
export { MemoryRecords } from './memory/memory-records.js';
export { MemoryResumes } from './memory/memory-resumes.js';
export { MemoryTokens } from './memory/memory-tokens.js';
export type { PlaceRequest, Places, Standing, TakeOutcome, Occupancy, WaitOptions, WaitOutcome } from './places.js';
export {
  stateOf,
  type RecordedSession,
  type RecordedTurn,
  type Records,
  type SessionRecord,
  type SessionState,
  type SessionUsage,
  type SessionsQuery,
  type TurnsQuery,
} from './records.js';
export type { Resumes, SessionAddress } from './resumes.js';
export type { Store } from './store.js';
export { LONGEST_LIFE_MS, MAX_SPENT_PER_LICENCE, type SingleUseToken, type Tokens } from './tokens.js';
export { openDatabase, type Database, type DatabaseOptions } from './sql/database.js';
export { SqlAvatars } from './sql/sql-avatars.js';
export { SqlLicences, type KeptLicence } from './sql/sql-licences.js';
export { SqlRecords, type SqlRecordsOptions } from './sql/sql-records.js';
export { SqlTokens, type SqlTokensOptions } from './sql/sql-tokens.js';
export { takeOver, type EarlierFolders } from './sql/take-over.js';
