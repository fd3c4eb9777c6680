/** Opens the plan editor with the run that would tell more; nothing is sent before the user starts it. */
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Plan } from '../../../../core/model/plan.ts'
import { useToast } from '../../components/index.ts'
import { serversStore } from '../../stores/servers-store.ts'
import { paths } from '../frame/paths.ts'
import { formOfPlan } from '../plan/plan-form.ts'
import { patchPlan } from '../plan/plan-store.ts'

export function useExperiment(): (plan: Plan) => void {
  const { t } = useTranslation()
  const { show } = useToast()
  const [, navigate] = useLocation()
  return ({ version: _version, target, ...draft }) => {
    const server = serversStore.get().servers.find(({ apiBaseUrl }) => apiBaseUrl === target.apiBaseUrl)
    const choice = server === undefined ? {} : { serverId: server.id, model: target.model, api: target.api }
    patchPlan({ form: formOfPlan(draft), name: '', ...choice })
    navigate(paths.newRun)
    show({ message: server === undefined ? t('diagnosis:panel.openedWithoutServer', { server: target.name }) : t('diagnosis:panel.opened') })
  }
}
