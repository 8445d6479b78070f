import { DirectionalLight, InstancedMesh, Mesh, Points, Texture, type Material, type Object3D } from 'three';

/**
 * Lets go of everything that `root` has on the graphics device. The objects stay as they are: what is drawn again is
 * uploaded again. After a lost context this keeps three.js from deleting, in the new one, what belonged to the old.
 */
export function releaseResources(root: Object3D): void {
  root.traverse((object) => {
    if (object instanceof Mesh || object instanceof Points) {
      object.geometry.dispose();
      const materials: readonly Material[] = Array.isArray(object.material) ? object.material : [object.material];
      for (const material of materials) releaseMaterial(material);
    }
    if (object instanceof InstancedMesh) object.dispose();
    if (object instanceof DirectionalLight) object.shadow.dispose();
  });
}

function releaseMaterial(material: Material): void {
  for (const value of Object.values(material)) if (value instanceof Texture) value.dispose();
  if ('uniforms' in material) {
    for (const uniform of Object.values(material.uniforms as Record<string, { value: unknown }>)) {
      if (uniform.value instanceof Texture) uniform.value.dispose();
    }
  }
  material.dispose();
}
