/** Reads LM Studio's list of models, `GET /api/v1/models` of version 0.4 and newer: which instances hold a model in memory. */
import { fieldsIn, isFields } from './error-text.ts'

/** True for such a list; older versions answer unknown paths with status 200 and an error. */
export function isLmStudioList(document: unknown): boolean {
  return isFields(document) && Array.isArray(document['models'])
}

/**
 * Ids of what has to go before `model` is cold: all instances of the model with this key, or the one instance that bears the name.
 * Empty when the model is in no memory, null when the list has no such model.
 */
export function instancesOf(document: unknown, model: string): readonly string[] | null {
  const { models } = fieldsIn(document)
  const list = Array.isArray(models) ? (models as readonly unknown[]).map(fieldsIn) : []
  const own = list.filter(({ key }) => key === model)
  if (own.length > 0) return own.flatMap(instanceIds)
  return list.flatMap(instanceIds).includes(model) ? [model] : null
}

function instanceIds({ loaded_instances: instances }: Readonly<Record<string, unknown>>): readonly string[] {
  if (!Array.isArray(instances)) return []
  return (instances as readonly unknown[]).flatMap((instance) => {
    const { id } = fieldsIn(instance)
    return typeof id === 'string' ? [id] : []
  })
}
