export { CLIENT_FIXTURES, type ClientFixture } from './client-fixtures.js';
export { ADDITIONS, FAILURE_FIXTURES, SERVER_FIXTURES, type ServerFixture } from './server-fixtures.js';
