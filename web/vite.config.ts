// How the app is built and served while developing.
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { serviceWorker } from './worker/build'

// The server `npm run dev` talks to.
const server = process.env.CENTRALINO_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [vue(), tailwindcss(), serviceWorker()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_JIT_COMPILATION__: 'true',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  // Fonts, pictures: never inline as data: URLs, the content security policy is stricter than that.
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    manifest: true,
    // The second page draws PDF files, in a sandbox.
    rollupOptions: { input: ['index.html', 'pdf.html'] },
  },
  server: {
    proxy: {
      '/api': {
        target: server,
        ws: true,
        changeOrigin: true,
        // The server refuses foreign origins; while developing we are one.
        configure: (proxy) => {
          for (const event of ['proxyReq', 'proxyReqWs'] as const)
            proxy.on(
              event,
              (request: { getHeader(name: string): unknown; setHeader(name: string, value: string): void }) =>
                request.getHeader('origin') && request.setHeader('origin', server),
            )
        },
      },
    },
  },
  test: { include: ['src/**/*.test.ts'] },
})
