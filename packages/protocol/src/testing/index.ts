export { CLIENT_FIXTURES, type ClientFixture } from './client-fixtures.js';
export { FAILURE_FIXTURES, SERVER_FIXTURES, type ServerFixture } from './server-fixtures.js';
