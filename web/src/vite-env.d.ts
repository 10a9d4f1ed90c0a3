// Types of what Vite turns into modules.
/// <reference types="vite/client" />
