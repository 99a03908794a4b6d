#!/usr/bin/env node
// The command is published under the name people look for; what it does lives in the server.
import '@visavis/server/main';
