/** Where floating parts are mounted: inside an open dialog, whose top layer would otherwise cover them, else the body. */
import { createContext, useContext } from 'react'

export const PortalRoot = createContext<HTMLElement | null>(null)

/** The container for Radix portals; undefined means the body. */
export const usePortalRoot = (): HTMLElement | undefined => useContext(PortalRoot) ?? undefined
