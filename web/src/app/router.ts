// Every page and its address.
import { shallowRef } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { onSignedOut } from '@/api/request'
import { everyWord, t } from '@/i18n'
import { problemText } from '@/i18n/problem_text'
import InboxPage from '@/inbox/InboxPage.vue'
import { firstQueue } from '@/inbox/queues'
import { toast } from '@/ui/toasts'
import { pageTitle } from './page_title'
import { forget, restore } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without being signed in. */
    open?: boolean
    /** Shown without the rail and all that: a sheet of paper. */
    bare?: boolean
    /** Key of the page's title. */
    title?: string
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/inbox' },
  // Who is signed in is known only now, and with it which queue they like to begin with.
  { path: '/inbox', component: InboxPage, beforeEnter: () => `/inbox/${firstQueue.value}` },
  { path: '/inbox/:queue/:number(\\d+)?', component: InboxPage, meta: { title: 'nav.inbox' } },
  { path: '/home', component: () => import('@/home/HomePage.vue'), meta: { title: 'nav.board' } },
  { path: '/tickets/:number(\\d+)', redirect: (to) => `/inbox/all/${to.params.number}` },
  {
    path: '/print/tickets/:number(\\d+)',
    component: () => import('@/ticket/PrintPage.vue'),
    meta: { bare: true, title: 'print.title' },
  },
  {
    path: '/contacts',
    component: () => import('@/contacts/ContactsPage.vue'),
    meta: { title: 'nav.contacts' },
  },
  {
    path: '/contacts/imports',
    component: () => import('@/imports/ImportsPage.vue'),
    meta: { title: 'imports.title' },
  },
  {
    path: '/contacts/imports/:id',
    component: () => import('@/imports/ImportPage.vue'),
    meta: { title: 'imports.title' },
  },
  {
    path: '/contacts/:id',
    component: () => import('@/contacts/ContactPage.vue'),
    meta: { title: 'nav.contacts' },
  },
  {
    path: '/companies',
    component: () => import('@/companies/CompaniesPage.vue'),
    meta: { title: 'companies.title' },
  },
  {
    path: '/companies/:id',
    component: () => import('@/companies/CompanyPage.vue'),
    meta: { title: 'companies.title' },
  },
  { path: '/search', component: () => import('@/search/SearchPage.vue'), meta: { title: 'nav.search' } },
  { path: '/intake', component: () => import('@/intake/IntakePage.vue'), meta: { title: 'nav.intake' } },
  { path: '/sandbox', component: () => import('@/sandbox/SandboxPage.vue'), meta: { title: 'nav.sandbox' } },
  {
    path: '/settings',
    component: () => import('@/settings/SettingsPage.vue'),
    meta: { title: 'nav.settings' },
    children: [
      { path: '', redirect: '/settings/profile' },
      { path: 'profile', component: () => import('@/settings/ProfilePage.vue') },
      { path: 'channels', component: () => import('@/settings/channels/ChannelsPage.vue') },
      { path: 'channels/:id', component: () => import('@/settings/channels/ChannelPage.vue') },
      { path: 'general', component: () => import('@/settings/GeneralPage.vue') },
      { path: 'users', component: () => import('@/settings/UsersPage.vue') },
      { path: 'teams', component: () => import('@/settings/TeamsPage.vue') },
      { path: 'roles', component: () => import('@/settings/RolesPage.vue') },
      { path: 'fields', component: () => import('@/fields/FieldsPage.vue') },
      { path: 'tags', component: () => import('@/settings/TagsPage.vue') },
      { path: 'canned', component: () => import('@/canned/CannedPage.vue') },
      { path: 'canned/:id', component: () => import('@/canned/CannedReplyPage.vue') },
      { path: 'macros', component: () => import('@/macros/MacrosPage.vue') },
      { path: 'views', component: () => import('@/views/ViewsPage.vue') },
      { path: 'tokens', component: () => import('@/settings/TokensPage.vue') },
      { path: 'system', component: () => import('@/settings/SystemPage.vue') },
      { path: 'audit', component: () => import('@/settings/AuditPage.vue') },
    ],
  },
  {
    path: '/sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { open: true, title: 'nav.sign_in' },
  },
  { path: '/setup', component: () => import('./SetupPage.vue'), meta: { open: true, title: 'nav.setup' } },
  {
    path: '/invitation',
    alias: ['/invitations/accept', '/invite'],
    component: () => import('./InvitationPage.vue'),
    meta: { open: true, title: 'nav.invitation' },
  },
  { path: '/:rest(.*)*', component: () => import('./NotFoundPage.vue'), meta: { title: 'nav.not_found' } },
]

export const router = createRouter({ history: createWebHistory(), routes })

/** Why the first page could not even ask who we are; the app offers to try again. */
export const stranded = shallowRef<unknown>(null)

// The words of the other pages come beside their code; the inbox brings its own.
const needsEveryWord = (path: string) => !path.startsWith('/inbox')
router.beforeEach((to) => {
  // What fails here is awaited, and said, below.
  if (needsEveryWord(to.path)) everyWord().catch(() => undefined)
})
router.beforeResolve(async (to) => {
  if (needsEveryWord(to.path)) await everyWord()
})

router.beforeEach(async (to, from) => {
  if (to.meta.open) return true
  try {
    if (await restore()) return true
  } catch (error) {
    // The server is away: stay where we are rather than pretending that the session ended.
    if (from.matched.length) toast(problemText(error), { tone: 'error' })
    else stranded.value = error
    return false
  }
  return {
    path: '/sign-in',
    query: ['/inbox', '/inbox/mine'].includes(to.fullPath) ? {} : { next: to.fullPath },
  }
})

router.afterEach((to) => {
  pageTitle.value = to.meta.title ? t(to.meta.title) : ''
})

// A page's code that does not arrive: we stay where we are.
router.onError(() => toast(t('errors.network'), { tone: 'error' }))

onSignedOut(() => {
  if (router.currentRoute.value.meta.open) return
  forget()
  toast(t('gate.ended'), { tone: 'error' })
  void router.push({ path: '/sign-in', query: { next: router.currentRoute.value.fullPath } })
})
