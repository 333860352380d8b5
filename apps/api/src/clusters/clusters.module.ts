import { Module } from '@nestjs/common'
import { ClustersController } from './clusters.controller.js'
import { ClustersResolver } from './clusters.resolver.js'
import { StatusService } from './status.service.js'

@Module({ controllers: [ClustersController], providers: [StatusService, ClustersResolver] })
export class ClustersModule {}
