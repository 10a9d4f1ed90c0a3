// Tables as people paste them: kept readable, with Tab from cell to cell.
import { Node, type CommandProps } from '@tiptap/core'
import { goToNextCell, tableEditing } from '@tiptap/pm/tables'

declare module '@tiptap/core' {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  interface NodeConfig<Options = any, Storage = any> {
    /** What the node is to a table; the table plugins of the editor look for it. */
    tableRole?: 'table' | 'row' | 'cell' | 'header_cell'
  }
}

const span = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (element: HTMLElement) => Math.min(50, Math.max(1, Number(element.getAttribute(name)) || 1)),
  renderHTML: (attributes: Record<string, number>) =>
    attributes[name] > 1 ? { [name]: attributes[name] } : {},
})
const cellAttributes = () => ({
  colspan: span('colspan'),
  rowspan: span('rowspan'),
  // The table plugins read it; widths are left to whoever reads the mail.
  colwidth: { default: null, rendered: false },
})

const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  tableRole: 'table',
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  extendNodeSchema: (extension) => ({ tableRole: extension.config.tableRole }),
  addKeyboardShortcuts() {
    const go = (by: 1 | -1) => () =>
      this.editor.commands.command(({ state, dispatch }: CommandProps) => goToNextCell(by)(state, dispatch))
    return { Tab: go(1), 'Shift-Tab': go(-1) }
  },
  addProseMirrorPlugins: () => [tableEditing()],
})
const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  tableRole: 'row',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
})
const TableCell = Node.create({
  name: 'tableCell',
  content: 'block+',
  isolating: true,
  tableRole: 'cell',
  addAttributes: cellAttributes,
  parseHTML: () => [{ tag: 'td' }],
  renderHTML: ({ HTMLAttributes }) => ['td', HTMLAttributes, 0],
})
const TableHeader = Node.create({
  name: 'tableHeader',
  content: 'block+',
  isolating: true,
  tableRole: 'header_cell',
  addAttributes: cellAttributes,
  parseHTML: () => [{ tag: 'th' }],
  renderHTML: ({ HTMLAttributes }) => ['th', HTMLAttributes, 0],
})

export const tables = [Table, TableRow, TableCell, TableHeader]
