/** Menu content as data, shared by dropdowns and context menus. */
import { Check, type LucideIcon } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import { KeyHint } from './key-hint.tsx'
import styles from './menu.module.css'

export type MenuAction = {
  readonly kind: 'action'
  readonly id: string
  readonly label: string
  readonly icon?: LucideIcon | undefined
  readonly shortcut?: string | undefined
  readonly danger?: boolean
  readonly disabled?: boolean | undefined
  /** Makes it a check item. */
  readonly checked?: boolean | undefined
  readonly onSelect: () => void
}

export type MenuItem =
  MenuAction | { readonly kind: 'separator'; readonly id: string } | { readonly kind: 'heading'; readonly id: string; readonly label: string }

const Body = ({ item }: { readonly item: MenuAction }) => (
  <>
    <span className={styles.slot}>{item.checked === true ? <Icon of={Check} /> : item.icon !== undefined && <Icon of={item.icon} />}</span>
    <span className={styles.label}>{item.label}</span>
    {item.shortcut !== undefined && <KeyHint keys={item.shortcut} />}
  </>
)

const Action = ({ item }: { readonly item: MenuAction }) => {
  const props = {
    className: cx(styles.item, item.danger === true && styles.danger),
    disabled: item.disabled === true,
    onSelect: item.onSelect,
  }
  return item.checked === undefined ? (
    <Radix.Item {...props}>
      <Body item={item} />
    </Radix.Item>
  ) : (
    <Radix.CheckboxItem {...props} checked={item.checked}>
      <Body item={item} />
    </Radix.CheckboxItem>
  )
}

const Row = ({ item }: { readonly item: MenuItem }) => {
  if (item.kind === 'separator') return <Radix.Separator className={styles.separator} />
  if (item.kind === 'heading') return <Radix.Label className={styles.heading}>{item.label}</Radix.Label>
  return <Action item={item} />
}

/** The rows inside a Radix menu content. */
export const MenuItems = ({ items }: { readonly items: readonly MenuItem[] }) => items.map((item) => <Row key={item.id} item={item} />)
