// A module that takes for ever to load.
for (;;);
