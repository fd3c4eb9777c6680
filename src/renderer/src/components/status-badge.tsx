/** The same look for the same state everywhere: session status, simulated figures, client health. */
import { Ban, Check, CircleAlert, FlaskConical, type LucideIcon, PowerOff, ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, type BadgeTone } from './badge.tsx'

export type BadgeStatus =
  'running' | 'completed' | 'stopped' | 'failed' | 'interrupted' | 'simulated' | 'client-valid' | 'client-invalid' | 'client-unproven'

type Look = { readonly tone: BadgeTone; readonly icon?: LucideIcon; readonly dot?: 'live' }

const LOOKS: Readonly<Record<BadgeStatus, Look>> = {
  running: { tone: 'good', dot: 'live' },
  completed: { tone: 'neutral', icon: Check },
  stopped: { tone: 'neutral', icon: Ban },
  failed: { tone: 'bad', icon: CircleAlert },
  interrupted: { tone: 'poor', icon: PowerOff },
  simulated: { tone: 'outline', icon: FlaskConical },
  'client-valid': { tone: 'neutral', icon: ShieldCheck },
  'client-invalid': { tone: 'poor', icon: ShieldAlert },
  'client-unproven': { tone: 'outline', icon: ShieldQuestionMark },
}

export type StatusBadgeProps = {
  readonly status: BadgeStatus
  /** The translated word. */
  readonly label: string
  /** For example the reasons why the client's figures are doubtful. */
  readonly tip?: ReactNode
}

/** Status as icon and word. */
export const StatusBadge = ({ status, label, tip }: StatusBadgeProps) => (
  <Badge {...LOOKS[status]} tip={tip}>
    {label}
  </Badge>
)
