import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../course/find-labs.ts'
import { renderVocabulary } from './render-vocabulary.ts'
import { projectVocabulary } from './sources.ts'

writeFileSync(join(projectFolder(), 'docs/vocabulary.md'), renderVocabulary(projectVocabulary()))
